package table

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// Booking returns a merchant's conversion as it is at this moment; an unknown one is a NotFound error. waiting are the refunds that
// were reported before it.
func (t *Table) Booking(ctx context.Context, merchant referral.Code, externalID string) (b referral.Booking, waiting []string, err error) {
	found, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, ConsistentRead: new(true),
		Key: ConversionKey(merchant, externalID).Attributes()})
	if err != nil {
		return b, nil, fmt.Errorf("read a conversion: %w", err)
	}
	return bookingOrWaiting(found.Item)
}

func bookingOrWaiting(item Item) (referral.Booking, []string, error) {
	b, err := bookingOf(item)
	if err == nil && b.Type == "" {
		return referral.Booking{}, b.Refunds, referral.NotFoundf("no such conversion")
	}
	return b, b.Refunds, err
}

// Posting is one step of a conversion: what becomes of the booking, and of the ledger, together or not at all.
type Posting struct {
	Booking referral.Booking // as it is afterwards; its Version is that of before plus one
	Entries []referral.Entry
	// Waiting are the refunds that were seen at the key of a new booking.
	Waiting []string
	// Awaits tells that a new booking's click was not there: the posting fails if it has arrived meanwhile.
	Awaits bool
	// Arrived tells that the click that the booking waited for is there.
	Arrived bool
	// Candidate is noted in the customer's history, in place of what the booking noted there before.
	Candidate *referral.Candidate
	// Other is a second booking that changes with it: the sale of a refund, or, when that is not there yet, only its external id.
	Other    *referral.Booking
	WaitsFor string
	// By notes a correction in the audit.
	By     *referral.Stamp
	Before *referral.Booking
}

// ErrMoved says that something a posting was based on has changed: read again and decide again.
var ErrMoved = errors.New("the conversion has changed meanwhile")

// Post writes p in one transaction. The error is ErrMoved when p is based on what is no longer so.
func (t *Table) Post(ctx context.Context, p Posting) error {
	writes, err := t.writesOf(p)
	if err != nil {
		return err
	}
	_, err = t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	var canceled *types.TransactionCanceledException
	if errors.As(err, &canceled) {
		return fmt.Errorf("%w: %w", ErrMoved, err)
	}
	if err != nil {
		return fmt.Errorf("write a conversion: %w", err)
	}
	return nil
}

func (t *Table) writesOf(p Posting) ([]types.TransactWriteItem, error) {
	booking, err := t.putBooking(p.Booking, p.Waiting)
	if err != nil {
		return nil, err
	}
	writes := []types.TransactWriteItem{booking}
	for _, e := range p.Entries {
		writes = append(writes, t.putNew(entryItem(p.Booking.Merchant, p.Booking.ExternalID, e)))
	}
	if p.Candidate != nil {
		writes = append(writes, types.TransactWriteItem{Put: &types.Put{TableName: &t.name, Item: customerItem(p.Booking, *p.Candidate)}})
	}
	writes = append(writes, t.writesOfClick(p)...)
	if p.Other != nil {
		other, err := t.putBooking(*p.Other, nil)
		if err != nil {
			return nil, err
		}
		writes = append(writes, other)
	}
	if p.WaitsFor != "" {
		writes = append(writes, t.waitFor(p.Booking, p.WaitsFor))
	}
	if p.By != nil {
		note, err := creditNote(p)
		if err != nil {
			return nil, err
		}
		writes = append(writes, t.auditPut(note))
	}
	return writes, nil
}

func (t *Table) putNew(item Item) types.TransactWriteItem {
	return types.TransactWriteItem{Put: &types.Put{TableName: &t.name, Item: item, ConditionExpression: new(notThere)}}
}

// putBooking replaces the version before, or, of a first version, nothing but the refunds that wait for it.
func (t *Table) putBooking(b referral.Booking, waiting []string) (types.TransactWriteItem, error) {
	item, err := recordOfBooking(b)
	if err != nil {
		return types.TransactWriteItem{}, err
	}
	put := &types.Put{TableName: &t.name, Item: item}
	switch {
	case b.Version > 1:
		put.ConditionExpression = new("version = :before")
		put.ExpressionAttributeValues = Item{":before": Num(int64(b.Version - 1))}
	case len(waiting) > 0:
		put.ConditionExpression = new("attribute_not_exists(version) AND refunds = :waiting")
		put.ExpressionAttributeValues = Item{":waiting": &types.AttributeValueMemberSS{Value: waiting}}
	default:
		put.ConditionExpression = new(notThere)
	}
	return types.TransactWriteItem{Put: put}, nil
}

// writesOfClick ties a booking to the click that it names: while the click is not there, a note is, and nothing but the click's arrival
// takes it away.
func (t *Table) writesOfClick(p Posting) []types.TransactWriteItem {
	if !p.Awaits && !p.Arrived {
		return nil
	}
	id := referral.ClickID(p.Booking.ClickID)
	pending := PendingKey(id, p.Booking.Merchant, p.Booking.ExternalID).Attributes()
	if p.Arrived {
		return []types.TransactWriteItem{{Delete: &types.Delete{TableName: &t.name, Key: pending}}}
	}
	writes := []types.TransactWriteItem{{Put: &types.Put{TableName: &t.name, Item: pending}}}
	return append(writes,
		types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: &t.name, Key: ClickKey(id, false).Attributes(), ConditionExpression: new(notThere)}},
		types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{TableName: &t.name, Key: ClickKey(id, true).Attributes(),
			ConditionExpression:       new(notThere + " OR " + AttrULID + " <> :ulid"),
			ExpressionAttributeValues: Item{":ulid": Str(id.ULID())}}})
}

// waitFor notes, at the key of a conversion that is not there yet, that a refund waits for it.
func (t *Table) waitFor(refund referral.Booking, externalID string) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{TableName: &t.name, Key: ConversionKey(refund.Merchant, externalID).Attributes(),
		UpdateExpression:          new("ADD refunds :refund"),
		ConditionExpression:       new("attribute_not_exists(version)"),
		ExpressionAttributeValues: Item{":refund": &types.AttributeValueMemberSS{Value: []string{refund.ExternalID}}}}}
}

func creditNote(p Posting) (Item, error) {
	before, err := recordOfBooking(*p.Before)
	if err != nil {
		return nil, err
	}
	after, err := recordOfBooking(p.Booking)
	if err != nil {
		return nil, err
	}
	id := referral.ConversionID(p.Booking.Merchant, p.Booking.ExternalID)
	return auditItem("conversion", id, "update", before, after, *p.By, p.Booking.Version), nil
}

// BookingsOf returns up to limit conversions that were received on a day, the newest first, and where to go on, "" at the end. A conversion
// received a moment ago may be missing.
func (t *Table) BookingsOf(ctx context.Context, day referral.Day, after string, limit int) ([]referral.Booking, string, error) {
	in := &dynamodb.QueryInput{TableName: &t.name, IndexName: new(IndexName), ScanIndexForward: new(false),
		KeyConditionExpression:    new("gsi1pk = :day"),
		ExpressionAttributeValues: Item{":day": Str(ConversionsKey(day, "").PK)}}
	if after != "" {
		in.KeyConditionExpression = new("gsi1pk = :day AND gsi1sk < :after")
		in.ExpressionAttributeValues[":after"] = Str(after)
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list conversions: %w", err)
	}
	bookings := make([]referral.Booking, 0, len(items))
	for _, item := range items {
		b, err := bookingOf(item)
		if err != nil {
			return nil, "", err
		}
		bookings = append(bookings, b)
	}
	if !more {
		return bookings, "", nil
	}
	return bookings, last(items, AttrGSISK), nil
}
