package table

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"signpost/shared/referral"
)

// attrCandidate holds, in a customer's history, a candidate as JSON.
const attrCandidate = "candidate"

// customerItem notes c in the history of the customer of b.
func customerItem(b referral.Booking, c referral.Candidate) Item {
	item := customerKey(b.Merchant, b.Customer, b.ULID).Attributes()
	item[attrCandidate] = Str(jsonOf(c))
	return item
}

// historyLength is how many of a customer's latest credited conversions are candidates for the
// next.
const historyLength = 50

// CustomerHistory returns who was credited for the customer's earlier conversions, the latest
// first, as candidates for the next.
func (t *Table) CustomerHistory(
	ctx context.Context, merchant referral.Code, customer string,
) ([]referral.Candidate, error) {
	in := t.query(customerKey(merchant, customer, "").PK, "")
	in.Limit, in.ScanIndexForward = aws.Int32(historyLength), new(false)
	in.FilterExpression = new(notRetired)
	found, err := t.client.Query(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("read a customer's history: %w", err)
	}
	var candidates []referral.Candidate
	for _, item := range found.Items {
		var c referral.Candidate
		if err := json.Unmarshal([]byte(Text(item, attrCandidate)), &c); err != nil {
			return nil, fmt.Errorf("read a customer's history: %w", err)
		}
		c.Source = referral.FromCustomer
		candidates = append(candidates, c)
	}
	return candidates, nil
}

// EraseHistory takes away what is noted in a customer's history, and returns how many notes that
// are. With dryRun it only counts them. The customer stays in their keys until the table deletes
// what has expired, which takes it some days.
func (t *Table) EraseHistory(
	ctx context.Context, merchant referral.Code, customer string, at time.Time, dryRun bool,
) (int, error) {
	in := t.query(customerKey(merchant, customer, "").PK, "")
	in.FilterExpression = new(notRetired)
	notes, err := t.collectAll(ctx, in)
	if err != nil {
		return 0, fmt.Errorf("read a customer's history: %w", err)
	}
	for _, note := range notes {
		if dryRun {
			break
		}
		if err := t.transact(ctx, t.retire(KeyOf(note), at)); err != nil {
			return 0, fmt.Errorf("erase a customer's history: %w", err)
		}
	}
	return len(notes), nil
}
