package erase

import (
	"context"
	"errors"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
	"signpost/shared/webhook"
)

// CustomerStore has conversions and what is sent about them; *table.Table implements it.
type CustomerStore interface {
	BookingsOfCustomer(ctx context.Context, merchant referral.Code, customer string) ([]referral.Booking, error)
	Booking(ctx context.Context, merchant referral.Code, externalID string) (referral.Booking, []string, error)
	Post(ctx context.Context, s table.Step) (referral.Booking, error)
	EraseHistory(
		ctx context.Context, merchant referral.Code, customer string, at time.Time, dryRun bool) (int, error)
	Webhooks(ctx context.Context) ([]referral.Webhook, error)
	Delivery(ctx context.Context, webhook, event string) (referral.Delivery, error)
	ChangeDelivery(ctx context.Context, before, after referral.Delivery) error
	NoteErasure(ctx context.Context, merchant referral.Code, by referral.Stamp, numbers map[string]int) error
}

// Customer says what an erasure of a merchant's customer takes away.
type Customer struct {
	Conversions int // that name the customer
	History     int // notes of who is credited for the customer's next conversion
	Deliveries  int // to the merchant's webhooks, that name the customer
}

// tries is how often what has changed meanwhile is read again.
const tries = 5

// customerErasure is one erasure of a customer.
type customerErasure struct {
	store    CustomerStore
	merchant referral.Code
	customer string
	by       referral.Stamp
	hooks    []referral.Webhook // of the merchant
	dryRun   bool
}

// EraseCustomer erases what a merchant calls one of its customers, wherever that is, and notes in
// the audit that somebody was erased. The conversions keep their external ids, which are the
// merchant's own names for orders, and are the same when they are reported again. It reads the
// whole table. After an error it can be called again.
func EraseCustomer(
	ctx context.Context, store CustomerStore, merchant referral.Code, customer string,
	by referral.Stamp, dryRun bool,
) (Customer, error) {
	e := customerErasure{store: store, merchant: merchant, customer: customer, by: by, dryRun: true}
	bookings, err := store.BookingsOfCustomer(ctx, merchant, customer)
	if err != nil {
		return Customer{}, err
	}
	if err := e.readHooks(ctx); err != nil {
		return Customer{}, err
	}
	found, err := e.erase(ctx, bookings)
	if err != nil || dryRun || found == (Customer{}) {
		return found, err
	}
	numbers := map[string]int{
		"conversions": found.Conversions, "history": found.History, "deliveries": found.Deliveries,
	}
	if err := store.NoteErasure(ctx, merchant, by, numbers); err != nil {
		return found, err
	}
	e.dryRun = false
	return e.erase(ctx, bookings)
}

func (e *customerErasure) readHooks(ctx context.Context) error {
	all, err := e.store.Webhooks(ctx)
	if err != nil {
		return err
	}
	for _, hook := range all {
		if hook.Merchant == e.merchant {
			e.hooks = append(e.hooks, hook)
		}
	}
	return nil
}

// erase takes the customer out of bookings: of each booking last, because it is by the booking that
// everything else is found.
func (e *customerErasure) erase(ctx context.Context, bookings []referral.Booking) (found Customer, err error) {
	for _, b := range bookings {
		for _, hook := range e.hooks {
			has, err := e.delivery(ctx, hook.ID, b.ULID)
			if err != nil {
				return found, err
			}
			if has {
				found.Deliveries++
			}
		}
		if err := e.booking(ctx, b); err != nil {
			return found, err
		}
		found.Conversions++
	}
	found.History, err = e.store.EraseHistory(ctx, e.merchant, e.customer, e.by.At, e.dryRun)
	return found, err
}

// booking takes the customer out of a booking, which may have changed since it was read.
func (e *customerErasure) booking(ctx context.Context, b referral.Booking) error {
	if e.dryRun {
		return nil
	}
	for try := 1; ; try++ {
		now, _, err := e.store.Booking(ctx, e.merchant, b.ExternalID)
		if err != nil || now.Customer != e.customer {
			return err
		}
		_, err = e.store.Post(ctx, table.CustomerErased(now))
		if !errors.Is(err, table.ErrMoved) || try == tries {
			return err
		}
	}
}

// delivery takes the customer out of what is sent about a conversion, and reports whether it was
// there.
func (e *customerErasure) delivery(ctx context.Context, hook, event string) (has bool, err error) {
	for try := 1; ; try++ {
		before, err := e.store.Delivery(ctx, hook, event)
		if referral.CodeOf(err) == referral.NotFound {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		after := before
		after.Body, has = webhook.WithoutCustomer(before.Body, e.customer)
		if !has || e.dryRun {
			return has, nil
		}
		err = e.store.ChangeDelivery(ctx, before, after)
		if referral.CodeOf(err) != referral.Conflict || try == tries {
			return true, err
		}
	}
}
