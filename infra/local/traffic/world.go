package main

import (
	"context"
	"fmt"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
)

// by is who made everything, in the audit.
const by = "demo"

// stamp gives a change of the past an id of its own.
func stamp(at time.Time) referral.Stamp {
	return referral.Stamp{By: by, At: at, ID: ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()}
}

// fillWorld writes the partners, websites and ads that are not there yet, and the partners' users.
func (f *filler) fillWorld(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		f.programsAndWebsites, f.partners, f.ads, f.linksAndKeys,
	} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("write partners, websites and ads: %w", err)
		}
	}
	return nil
}

func (f *filler) programsAndWebsites(ctx context.Context) error {
	for _, p := range f.world.Programs {
		_, err := f.table.CreateProgram(ctx, p, stamp(f.From()))
		if err := unlessThere(err); err != nil {
			return err
		}
	}
	for _, w := range f.world.Websites {
		_, err := f.table.CreateWebsite(ctx, w, stamp(f.From()))
		if err := unlessThere(err); err != nil {
			return err
		}
	}
	return nil
}

// partners writes partners and their users. Nobody is sent an invitation: the users have no address
// yet, and sign in for the first time with the password of all demo users.
func (f *filler) partners(ctx context.Context) error {
	for i, p := range f.world.Partners {
		f.bar.prepare("partners", i, len(f.world.Partners))
		_, err := f.table.CreatePartner(ctx, p, stamp(p.Joined))
		if err := unlessThere(err); err != nil {
			return err
		}
		p.Email = ""
		if err := f.pool.Invite(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) ads(ctx context.Context) error {
	for i, ad := range f.world.Ads {
		f.bar.prepare("ads", i, len(f.world.Ads))
		_, err := f.table.CreateAd(ctx, ad, len(f.world.Ads))
		if err := unlessThere(err); err != nil {
			return err
		}
	}
	return nil
}

func (f *filler) linksAndKeys(ctx context.Context) error {
	for _, l := range f.world.Links {
		if _, _, err := f.table.KeepLink(ctx, l); err != nil {
			return err
		}
	}
	for _, k := range f.world.Keys {
		if err := unlessThere(f.table.CreateMerchantKey(ctx, k.MerchantKey, stamp(k.Created))); err != nil {
			return err
		}
	}
	return nil
}

func unlessThere(err error) error {
	if referral.CodeOf(err) == referral.Conflict {
		return nil
	}
	return err
}
