package table

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// bookingSegments is how many parts of the table BookingsOfCustomer reads at a time.
const bookingSegments = 8

// BookingsOfCustomer returns a merchant's conversions that name the customer, in no order. It reads
// the whole table, and may miss what was written a moment ago.
func (t *Table) BookingsOfCustomer(
	ctx context.Context, merchant referral.Code, customer string,
) ([]referral.Booking, error) {
	found := make([][]referral.Booking, bookingSegments)
	group, ctx := errgroup.WithContext(ctx)
	for i := range found {
		group.Go(func() (err error) {
			found[i], err = t.scanBookings(ctx, merchant, customer, int32(i))
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("look for a customer's conversions: %w", err)
	}
	return slices.Concat(found...), nil
}

// scanBookings looks for conversions of a customer in one of the table's parts.
func (t *Table) scanBookings(
	ctx context.Context, merchant referral.Code, customer string, segment int32,
) (bookings []referral.Booking, err error) {
	pages := dynamodb.NewScanPaginator(t.client, &dynamodb.ScanInput{
		TableName:        &t.name,
		FilterExpression: new("begins_with(pk, :merchant) AND sk = :sk AND customer = :customer"),
		ExpressionAttributeValues: Item{
			":merchant": Str(conversionKey(merchant, "").PK),
			":sk":       Str(conversionKey(merchant, "").SK),
			":customer": Str(customer),
		},
		Segment:       &segment,
		TotalSegments: new(int32(bookingSegments)),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			b, err := bookingOf(item)
			if err != nil {
				return nil, err
			}
			bookings = append(bookings, b)
		}
	}
	return bookings, nil
}
