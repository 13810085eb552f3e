// Package demo fills an empty local stack with a few partners and websites to try out. It is
// for the local stack only: nothing that is deployed imports it.
package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/infra/local/identity"
	"signpost/shared/referral"
	"signpost/shared/userpool"
)

// Password is what every demo user signs in with.
const Password = "signpost-demo"

// MerchantKey is the secret of the demo merchant.
const MerchantKey = "demo-merchant-key"

// Store stores the demo data. *table.Table implements it.
type Store interface {
	CreateProgram(context.Context, referral.Program, referral.Stamp) (referral.Program, error)
	CreateWebsite(context.Context, referral.Website, referral.Stamp) (referral.Website, error)
	CreatePartner(context.Context, referral.Partner, referral.Stamp) (referral.Partner, error)
	CreateAd(context.Context, referral.Ad, int) (referral.Ad, error)
	CreateMerchantKey(context.Context, referral.MerchantKey, referral.Stamp) error
}

// Users takes the demo's users. *identity.Identity implements it.
type Users interface {
	EnsureUser(identity.NewUser) error
}

// Fill writes the demo data. What exists already stays as it is, so that a start that was
// interrupted half-way is completed by the next one.
func Fill(ctx context.Context, store Store, users Users, now time.Time) error {
	by := referral.Stamp{By: "demo", At: now}
	for _, write := range []func(context.Context, Store, referral.Stamp) error{
		programs, websites, partners, adsAndKeys,
	} {
		if err := write(ctx, store, by); err != nil {
			return fmt.Errorf("demo data: %w", err)
		}
	}
	for _, u := range demoUsers() {
		if err := users.EnsureUser(u); err != nil {
			return fmt.Errorf("demo users: %w", err)
		}
	}
	return nil
}

var standard, trade = []referral.Code{"standard"}, []referral.Code{"trade"}

func programs(ctx context.Context, store Store, by referral.Stamp) error {
	for _, p := range []referral.Program{{Code: "standard", Name: "Standard"}, {Code: "trade", Name: "Trade"}} {
		_, err := store.CreateProgram(ctx, p, stamped(by))
		if err := unlessThere(err); err != nil {
			return err
		}
	}
	return nil
}

func websites(ctx context.Context, store Store, by referral.Stamp) error {
	for _, w := range []referral.Website{
		{Code: "haircare", Name: "Hair care", URL: "https://example.com/haircare", Programs: standard},
		{Code: "skincare", Name: "Skin care", URL: "https://example.com/skincare?ref=site", Programs: standard},
		{Code: "wholesale", Name: "Wholesale", URL: "https://example.com/wholesale", Programs: trade},
	} {
		w.Status, w.Params = referral.Active, referral.DefaultParams
		_, err := store.CreateWebsite(ctx, w, stamped(by))
		if err := unlessThere(err); err != nil {
			return err
		}
	}
	return nil
}

func partners(ctx context.Context, store Store, by referral.Stamp) error {
	for _, p := range demoPartners() {
		p.Email, p.Joined = string(p.Code)+"@example.com", by.At
		if p.Status == referral.Inactive {
			p.Ended = by.At
		}
		_, err := store.CreatePartner(ctx, p, stamped(by))
		if err := unlessThere(err); err != nil {
			return err
		}
	}
	return nil
}

func demoPartners() []referral.Partner {
	return []referral.Partner{
		{Code: "abc123", Name: "Alba Castro", Status: referral.Active, Programs: standard},
		{Code: "kid456", Name: "Kim Idris", Parent: "abc123", Status: referral.Active, Programs: standard},
		{Code: "solo789", Name: "Sol Lopez", Status: referral.Active, Programs: trade},
		{Code: "gone000", Name: "Gwen Noble", Status: referral.Inactive, Programs: standard},
	}
}

// demoAds is more than the demo data has.
const demoAds = 100

func adsAndKeys(ctx context.Context, store Store, by referral.Stamp) error {
	_, err := store.CreateAd(ctx, referral.Ad{
		Code: "website2", Partner: "abc123", Name: "Second website",
		Description: "The banner on my other site", MediaType: "banner",
		StartDate: referral.DayOf(by.At), Status: referral.Active, Created: by.At,
	}, demoAds)
	if err := unlessThere(err); err != nil {
		return err
	}
	key := referral.NewMerchantKey(MerchantKey, referral.DefaultMerchant, "Demo shop", by.At)
	return unlessThere(store.CreateMerchantKey(ctx, key, stamped(by)))
}

func demoUsers() []identity.NewUser {
	users := []identity.NewUser{{
		Username: "admin", Name: "Admin", Email: "admin@example.com", Groups: []string{"admins"},
		Password: Password,
	}}
	for _, p := range demoPartners() {
		users = append(users, identity.NewUser{
			Username: string(p.Code), Name: p.Name, Email: string(p.Code) + "@example.com", Password: Password,
			Custom: map[string]string{userpool.PartnerAttribute: string(p.Code)},
		})
	}
	return users
}

// stamped gives each change an id of its own.
func stamped(by referral.Stamp) referral.Stamp {
	by.ID = ulid.MustNew(ulid.Timestamp(by.At), ulid.DefaultEntropy()).String()
	return by
}

func unlessThere(err error) error {
	if referral.CodeOf(err) == referral.Conflict {
		return nil
	}
	return err
}
