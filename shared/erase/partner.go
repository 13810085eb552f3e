package erase

import (
	"context"

	"signpost/shared/referral"
)

// PartnerStore has partners and what they wrote; *table.Table implements it.
type PartnerStore interface {
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
	ErasePartner(ctx context.Context, before referral.Partner, by referral.Stamp) (referral.Partner, error)
	AdsOf(ctx context.Context, partner referral.Code, status referral.Status, after string, limit int) (
		[]referral.Ad, string, error)
	ChangeAd(ctx context.Context, a referral.Ad) (referral.Ad, error)
	Webhook(ctx context.Context, id string) (referral.Webhook, error)
	PutWebhook(ctx context.Context, before *referral.Webhook, w referral.Webhook, by *referral.Stamp) (
		referral.Webhook, error)
	Deliveries(ctx context.Context, webhook, after string, limit int) ([]referral.Delivery, string, error)
	ChangeDelivery(ctx context.Context, before, after referral.Delivery) error
	EraseAudit(ctx context.Context, entity, code string, fields []string, dryRun bool) (int, error)
}

// Users has the users that partners sign in with; *userpool.Pool implements it.
type Users interface {
	// Check returns a Conflict error if the user of that name is not the partner's.
	Check(ctx context.Context, code referral.Code) error
	// Sync removes the user of a partner who was erased.
	Sync(ctx context.Context, p referral.Partner) error
}

// Partner says what an erasure of a partner takes away.
type Partner struct {
	Ads        int // whose name and description the partner wrote
	Postbacks  int // addresses, of which a partner has one at most
	Deliveries int // to that address, with what was sent and answered
	Audit      int // notes that have a name or an address
}

// page is how many things are read at a time.
const page = 100

// partnerErasure is one erasure of a partner.
type partnerErasure struct {
	store  PartnerStore
	dryRun bool
	found  Partner
}

// ErasePartner erases a partner, for good. First it loses its name, and can neither sign in nor
// earn any more; then goes what it wrote. The code stays, as the pseudonym that keys are made of.
// An unknown partner is a NotFound error. A user of the partner's name who is somebody else's is a
// Conflict error, and so is what changes meanwhile. After any error it can be called again.
func ErasePartner(
	ctx context.Context, store PartnerStore, users Users, code referral.Code, by referral.Stamp, dryRun bool,
) (Partner, referral.Partner, error) {
	p, err := store.Partner(ctx, code)
	if err != nil {
		return Partner{}, p, err
	}
	if err := users.Check(ctx, code); err != nil {
		return Partner{}, p, err
	}
	if !dryRun {
		if p.Erased.IsZero() {
			if p, err = store.ErasePartner(ctx, p, by); err != nil {
				return Partner{}, p, err
			}
		}
		if err := users.Sync(ctx, p); err != nil {
			return Partner{}, p, err
		}
	}
	e := partnerErasure{store: store, dryRun: dryRun}
	err = e.eraseWritten(ctx, code)
	return e.found, p, err
}

// eraseWritten erases what the partner wrote, and what the audit says of it.
func (e *partnerErasure) eraseWritten(ctx context.Context, code referral.Code) error {
	if err := e.ads(ctx, code); err != nil {
		return err
	}
	postback := referral.PostbackID(code)
	if err := e.postback(ctx, postback); err != nil {
		return err
	}
	if err := e.deliveries(ctx, postback); err != nil {
		return err
	}
	if err := e.audit(ctx, "partner", string(code), "name", "email"); err != nil {
		return err
	}
	return e.audit(ctx, "webhook", postback, "url")
}

func (e *partnerErasure) audit(ctx context.Context, entity, code string, fields ...string) error {
	n, err := e.store.EraseAudit(ctx, entity, code, fields, e.dryRun)
	e.found.Audit += n
	return err
}

func (e *partnerErasure) ads(ctx context.Context, code referral.Code) error {
	for after := ""; ; {
		ads, next, err := e.store.AdsOf(ctx, code, "", after, page)
		if err != nil {
			return err
		}
		for _, ad := range ads {
			if ad.Erase() == ad {
				continue
			}
			e.found.Ads++
			if e.dryRun {
				continue
			}
			if _, err := e.store.ChangeAd(ctx, ad.Erase()); err != nil {
				return err
			}
		}
		if after = next; next == "" {
			return nil
		}
	}
}

func (e *partnerErasure) postback(ctx context.Context, id string) error {
	hook, err := e.store.Webhook(ctx, id)
	if referral.CodeOf(err) == referral.NotFound {
		return nil
	}
	if err != nil || hook.URL == "" && hook.Secret == "" {
		return err
	}
	e.found.Postbacks++
	if e.dryRun {
		return nil
	}
	_, err = e.store.PutWebhook(ctx, &hook, hook.Erase(), nil)
	return err
}

func (e *partnerErasure) deliveries(ctx context.Context, webhook string) error {
	for after := ""; ; {
		deliveries, next, err := e.store.Deliveries(ctx, webhook, after, page)
		if err != nil {
			return err
		}
		for _, d := range deliveries {
			if d.Answer == referral.ErasedText {
				continue
			}
			e.found.Deliveries++
			if e.dryRun {
				continue
			}
			if err := e.store.ChangeDelivery(ctx, d, d.Erase()); err != nil {
				return err
			}
		}
		if after = next; next == "" {
			return nil
		}
	}
}
