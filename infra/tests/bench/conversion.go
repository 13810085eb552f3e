package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/oklog/ulid/v2"

	"signpost/infra/local/engine"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// measureConversion counts what a sale with a click id costs at the wire to the table, with the
// real program of the conversions function and a real table. Warm means that the function has
// booked another sale before, and so knows the merchant's key and the rule.
func measureConversion(ctx context.Context, b *bench) error {
	endpoint, stop, err := startTable(ctx)
	if err != nil {
		return err
	}
	defer stop()
	t := table.New(engine.Client(endpoint), tableName)
	secret, err := merchantSecret(ctx, t)
	if err != nil {
		return err
	}
	binary, err := build(ctx, b.dir, "./functions/conversions")
	if err != nil {
		return err
	}
	m := &meter{target: endpoint}
	server := httptest.NewServer(m)
	defer server.Close()
	f, err := startFunction(ctx, binary, []string{"AWS_ENDPOINT_URL_DYNAMODB=" + server.URL})
	if err != nil {
		return err
	}
	defer f.stop()
	for n := range 2 { // the second is warm
		click, err := visited(ctx, t)
		if err != nil {
			return err
		}
		m.reset()
		answer, err := f.api.invoke(ctx, saleEvent(secret, fmt.Sprintf("order-2026-%06d", n), click))
		if err != nil {
			return err
		}
		if text := string(answer); !strings.Contains(text, `"statusCode":201`) ||
			!strings.Contains(text, `\"reason\":\"named-click\"`) {
			return fmt.Errorf("the sale is answered %.400s", answer)
		}
	}
	b.result("conversion_requests", float64(m.requests), "requests")
	b.result("conversion_write_units", m.writeUnits, "units")
	b.result("conversion_read_units", m.readUnits, "units")
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

// visited writes a click with all that the redirect notes about a visitor, on the link of the
// canned items.
func visited(ctx context.Context, t *table.Table) (referral.ClickID, error) {
	id := newULID()
	c := referral.Click{
		ID: referral.ClickID(strings.ToLower(id[10:]) + id), At: time.Now().UTC(), Website: "haircare",
		Partner: "abc123", Ad: "website2",
		Kind: referral.Hit, Unique: true, Visitor: referral.Visitor{
			Country: "NO", Device: "mobile", Referrer: "www.instagram.com",
		},
	}
	_, err := t.WriteFirst(ctx, c)
	return c.ID, err
}

// saleEvent is a merchant's report as API Gateway hands it on.
func saleEvent(secret, externalID string, click referral.ClickID) []byte {
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "POST /api/conversions", RawPath: "/api/conversions",
		Headers: map[string]string{"content-type": "application/json", "authorization": "Bearer " + secret},
		Body: fmt.Sprintf(`{"type":"sale","externalId":%q,"clickId":%q,"amount":4990,"currency":"USD"}`,
			externalID, click),
	}
	e.RequestContext.HTTP.Method, e.RequestContext.HTTP.Path = http.MethodPost, e.RawPath
	text, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings
	}
	return text
}
