// Package canned is the redirect with a table in memory. It shows what a visit costs without the
// network.
package canned

import (
	"context"
	crand "crypto/rand"
	"io"
	"log/slog"
	"math/rand/v2"
	"time"

	"signpost/shared/click"
	"signpost/shared/edge"
	"signpost/shared/referral"
)

// Redirect returns a redirect behind e, whose table has the event's link and accepts every click.
func Redirect(e edge.Edge) *click.Redirect {
	log := slog.New(slog.DiscardHandler)
	t := store{}
	return &click.Redirect{
		Links: click.NewLinks(t), Salts: click.NewSalts(t, crand.Reader),
		Writer: click.NewWriter(t, nil, log), Edge: e, Retention: referral.DefaultRetention,
		Now: time.Now, Random: rand.Uint64, Log: log,
	}
}

type store struct{}

func (store) ReadLink(
	context.Context, referral.Code, referral.Code, referral.Code,
) (*referral.Website, *referral.Partner, *referral.Ad, error) {
	programs := []referral.Code{"standard"}
	website := &referral.Website{
		Code: "haircare", URL: "https://example.com/haircare", Programs: programs, Status: referral.Active,
	}
	partner := &referral.Partner{Code: "abc123", Programs: programs, Status: referral.Active}
	ad := &referral.Ad{Code: "website2", Partner: "abc123", Status: referral.Active}
	return website, partner, ad, nil
}

func (store) WriteFirst(context.Context, referral.Click) (bool, error) { return true, nil }
func (store) WriteRepeat(context.Context, referral.Click) error        { return nil }

func (store) Salts(_ context.Context, random io.Reader, days ...referral.Day) ([][]byte, error) {
	salts := make([][]byte, len(days))
	for i := range salts {
		salts[i] = make([]byte, click.SaltLength)
		_, _ = io.ReadFull(random, salts[i])
	}
	return salts, nil
}
