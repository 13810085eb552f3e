package table

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// Step is one thing that happens to a conversion: what becomes of its booking and of the ledger,
// together or not at all. FirstBooking, RefundTaken, RefundWaiting, ClickArrived,
// CreditCorrected and CustomerErased make the six kinds of step, and Post writes them.
//
// They take bookings as they will be, but with the Version that they were read with, 0 for a new
// one.
type Step interface {
	// booking is what the step is about, as it is afterwards.
	booking() referral.Booking
	writes(t *Table) []types.TransactWriteItem
}

// ErrMoved says that something a step is based on has changed, or that the table was busy: read
// again and decide again.
var ErrMoved = errors.New("the conversion has changed in the meantime")

// Post writes a step in one transaction and returns its booking as it is now. The error is ErrMoved
// when something that the step is based on has changed; what the table refuses for its content is
// another error, as it would be refused again.
func (t *Table) Post(ctx context.Context, s Step) (referral.Booking, error) {
	err := t.transact(ctx, s.writes(t)...)
	if mayPass(err) {
		return s.booking(), fmt.Errorf("%w: %w", ErrMoved, err)
	}
	if err != nil {
		return s.booking(), fmt.Errorf("write a conversion: %w", err)
	}
	return s.booking(), nil
}

// FirstBooking books a lead, sale or subscription, which earns an entry of the ledger. Its Refunds
// are those that were seen waiting for it; the step fails if there are others by now.
//
// history, if not nil, is noted in the customer's history. awaits, if not "", is a click that the
// conversion names and that is not there; the step fails if it is by now.
func FirstBooking(
	b referral.Booking, earned referral.Entry, history *referral.Candidate, awaits referral.ClickID,
) Step {
	b.Version++
	return firstBooking{changed{b, []referral.Entry{earned}, history}, awaits}
}

type firstBooking struct {
	changed
	awaits referral.ClickID
}

func (s firstBooking) writes(t *Table) []types.TransactWriteItem {
	writes := s.changed.writes(t)
	if s.awaits != "" {
		writes = append(writes, t.await(s.awaits, s.after.Conversion)...)
	}
	return writes
}

// RefundWaiting books a refund whose sale has not been reported, and notes at the sale's key that
// it waits. The step fails if the sale is there by now, or if referral.MaxWaitingRefunds wait.
func RefundWaiting(refund referral.Booking) Step {
	refund.Version++
	return refundWaiting{changed{after: refund}}
}

type refundWaiting struct{ changed }

func (s refundWaiting) writes(t *Table) []types.TransactWriteItem {
	refund := s.after
	return append(s.changed.writes(t), types.TransactWriteItem{Update: &types.Update{
		TableName:        &t.name,
		Key:              conversionKey(refund.Merchant, refund.Sale).Attributes(),
		UpdateExpression: new("ADD refunds :refund"),
		ConditionExpression: new("attribute_not_exists(version) " +
			"AND (attribute_not_exists(refunds) OR size(refunds) < :most)"),
		ExpressionAttributeValues: Item{
			":refund": &types.AttributeValueMemberSS{Value: []string{refund.ExternalID}},
			":most":   Num(referral.MaxWaitingRefunds),
		},
	}})
}

// RefundTaken books a refund, new or waiting until now, that is taken from its sale. taken, if
// not nil, is the entry of the ledger that takes it; a refund of what is refunded already takes
// nothing.
func RefundTaken(refund, sale referral.Booking, taken *referral.Entry) Step {
	refund.Version++
	sale.Version++
	s := refundTaken{changed{after: refund}, sale}
	if taken != nil {
		s.entries = []referral.Entry{*taken}
	}
	return s
}

type refundTaken struct {
	changed
	sale referral.Booking
}

func (s refundTaken) writes(t *Table) []types.TransactWriteItem {
	return append(s.changed.writes(t), t.putBooking(s.sale))
}

// ClickArrived decides again about a conversion that waited for its click. If the credit moves,
// moved are the entries that move it; history, if not nil, replaces what the booking noted in the
// customer's history.
func ClickArrived(
	b referral.Booking, click referral.ClickID, history *referral.Candidate, moved ...referral.Entry,
) Step {
	b.Version++
	return clickArrived{changed{b, moved, history}, click}
}

type clickArrived struct {
	changed
	click referral.ClickID
}

func (s clickArrived) writes(t *Table) []types.TransactWriteItem {
	return append(s.changed.writes(t), t.retire(pendingKey(s.click, s.after.Conversion), s.after.Received))
}

// CreditCorrected gives the credit for a conversion to whom by says, and notes that in the audit.
// moved and history are as for ClickArrived.
func CreditCorrected(
	before, after referral.Booking, by referral.Stamp, history *referral.Candidate, moved ...referral.Entry,
) Step {
	after.Version = before.Version + 1
	return creditCorrected{changed{after, moved, history}, before, by}
}

type creditCorrected struct {
	changed
	before referral.Booking
	by     referral.Stamp
}

func (s creditCorrected) writes(t *Table) []types.TransactWriteItem {
	id := referral.ConversionID(s.after.Merchant, s.after.ExternalID)
	before, after := recordOfBooking(s.before), recordOfBooking(s.after)
	note := auditItem("conversion", id, referral.ActionCredit, before, after, s.by, s.after.Version)
	return append(s.changed.writes(t), t.auditPut(note))
}

// CustomerErased takes the customer out of a booking. Nothing else about it changes.
func CustomerErased(b referral.Booking) Step {
	b.Version++
	return changed{after: b.EraseCustomer()}
}

// changed is what all steps have: the booking as it is afterwards, entries of the ledger, and what
// the customer's next conversion may be credited by.
type changed struct {
	after   referral.Booking
	entries []referral.Entry
	history *referral.Candidate
}

func (s changed) booking() referral.Booking { return s.after }

func (s changed) writes(t *Table) []types.TransactWriteItem {
	writes := []types.TransactWriteItem{t.putBooking(s.after)}
	for _, e := range s.entries {
		writes = append(writes, t.putNew(entryItem(s.after, e)))
	}
	if s.history != nil {
		writes = append(writes, t.put(customerItem(s.after, *s.history)))
	}
	return writes
}

// putBooking replaces the version before b or, if b is the first, nothing but the refunds that wait
// for it.
func (t *Table) putBooking(b referral.Booking) types.TransactWriteItem {
	item := recordOfBooking(b)
	if b.Version > 1 {
		return t.replace(b.Version-1, item)
	}
	put := t.putNew(item)
	if len(b.Refunds) > 0 {
		put.Put.ConditionExpression = new("attribute_not_exists(version) AND refunds = :waiting")
		put.Put.ExpressionAttributeValues = Item{":waiting": &types.AttributeValueMemberSS{Value: b.Refunds}}
	}
	return put
}
