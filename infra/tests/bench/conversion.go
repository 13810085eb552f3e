package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/oklog/ulid/v2"

	"signpost/shared/edge"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// measureConversion counts what a sale with a click id costs at the wire to the table, with the
// conversions function's real program and a real table. Warm means that the function has booked
// another sale before, and so has the merchant's key and the rule in memory.
func measureConversion(ctx context.Context, b *bench) error {
	table, err := startMeteredTable(ctx)
	if err != nil {
		return err
	}
	defer table.stop()
	if err := table.putLink(ctx); err != nil {
		return err
	}
	secret, err := merchantSecret(ctx, table.table())
	if err != nil {
		return err
	}
	f, err := table.startFunction(ctx, b, "./functions/conversions")
	if err != nil {
		return err
	}
	defer f.stop()
	for n := range 2 { // the second one is warm
		if err := sell(ctx, table, f, secret, fmt.Sprintf("order-2026-%06d", n)); err != nil {
			return err
		}
	}
	b.result("conversion_requests", float64(table.requests), "requests")
	b.result("conversion_write_units", table.writeUnits, "units")
	b.result("conversion_read_units", table.readUnits, "units")
	return nil
}

// sell reports a sale that comes from a new click, and leaves its cost in the table's meter.
func sell(ctx context.Context, table *meteredTable, f *function, secret, externalID string) error {
	click, err := visited(ctx, table.table())
	if err != nil {
		return err
	}
	table.reset()
	answer, err := f.api.invoke(ctx, saleEvent(secret, externalID, click))
	if err != nil {
		return err
	}
	text := string(answer)
	if !strings.Contains(text, `"statusCode":201`) || !strings.Contains(text, `\"reason\":\"named-click\"`) {
		return fmt.Errorf("the answer to the sale is %.400s", answer)
	}
	return nil
}

func merchantSecret(ctx context.Context, t *table.Table) (string, error) {
	secret, err := referral.MakeMerchantSecret(rand.Reader)
	if err != nil {
		return "", err
	}
	key := referral.NewMerchantKey(secret, referral.DefaultMerchant, "bench", time.Now())
	return secret, t.CreateMerchantKey(ctx, key, referral.Stamp{By: "bench", At: time.Now(), ID: newULID()})
}

func newULID() string { return ulid.MustNew(ulid.Timestamp(time.Now()), rand.Reader).String() }

// visited writes a click on the link of the canned items, with everything that the redirect
// records about a visitor.
func visited(ctx context.Context, t *table.Table) (referral.ClickID, error) {
	id := newULID()
	c := referral.Click{
		ID: referral.ClickID(strings.ToLower(id[10:]) + id), At: time.Now().UTC(),
		Website: "haircare", Partner: "abc123", Ad: "website2", Kind: referral.Hit, Unique: true,
		Visitor: referral.Visitor{Country: "NO", Device: "mobile", Referrer: "www.instagram.com"},
	}
	_, err := t.WriteFirst(ctx, c)
	return c.ID, err
}

// saleEvent returns a merchant's report as API Gateway delivers it.
func saleEvent(secret, externalID string, click referral.ClickID) []byte {
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /api/conversions", RawPath: "/api/conversions",
		Headers: map[string]string{
			"content-type": "application/json", "authorization": "Bearer " + secret, edge.Header: eventSecret,
		},
		Body: fmt.Sprintf(`{"type":"sale","externalId":%q,"clickId":%q,"amount":4990,"currency":"USD"}`,
			externalID, click),
	}
	e.RequestContext.HTTP.Method, e.RequestContext.HTTP.Path = http.MethodPost, e.RawPath
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // it consists of strings
	}
	return text
}
