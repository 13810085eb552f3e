// Command canned is the redirect with a table in memory. It shows what an invocation costs
// without the network.
package main

import (
	"context"
	crand "crypto/rand"
	"io"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"signpost/shared/click"
	"signpost/shared/edge"
	"signpost/shared/referral"
)

type canned struct{}

func (canned) ReadLink(
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

func (canned) WriteFirst(context.Context, referral.Click) (bool, error) { return true, nil }
func (canned) WriteRepeat(context.Context, referral.Click) error        { return nil }

func (canned) Salts(_ context.Context, random io.Reader, days ...referral.Day) ([][]byte, error) {
	salts := make([][]byte, len(days))
	for i := range salts {
		salts[i] = make([]byte, click.SaltLength)
		_, _ = io.ReadFull(random, salts[i])
	}
	return salts, nil
}

func main() {
	debug.SetGCPercent(400) // as functions/redirect does
	log := slog.New(slog.DiscardHandler)
	t := canned{}
	redirect := &click.Redirect{
		Links: click.NewLinks(t), Salts: click.NewSalts(t, crand.Reader), Writer: click.NewWriter(t, nil, log),
		Edge: edge.FromEnvironment(), Now: time.Now, Random: rand.Uint64, Log: log,
	}
	_ = redirect.Salts.Load(context.Background(), time.Now())
	lambda.Start(redirect)
}
