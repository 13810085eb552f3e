package adminapi_test

import (
	"fmt"
	"strings"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
)

// withSale returns a server with a website, two partners and the id of a sale of 49.90 USD that
// is credited to abc123, as a merchant's server reported it.
func withSale(t *testing.T) (s *adminServer, id string) {
	t.Helper()
	s = newAdminServer(t)
	s.want(t, 201, post, "websites", `{"code":"haircare","name":"Hair","url":"https://example.com/"}`)
	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann"}`)
	s.want(t, 201, post, "partners", `{"code":"kid456","name":"Kim","parent":"abc123"}`)
	sale, _, err := s.booker.Report(t.Context(), referral.Conversion{Merchant: "main", ExternalID: "order 7/1",
		Type: referral.Sale, Partner: "abc123", Amount: new(int64(4990)), Currency: "USD"}, referral.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	return s, referral.ConversionID(sale.Merchant, sale.ExternalID)
}

// ledger sums up what the ledger of the day has for each partner and website. No counter runs,
// so reconciling names everything that does not cancel out.
func (s *adminServer) ledger(t *testing.T) string {
	t.Helper()
	result := apitest.JSON[reconcile.Result](t, s.want(t, 200, get, "reconcile?day=2026-03-04", ""))
	var sums []string
	for _, d := range result.Differences {
		if d.Counter == "link" {
			sums = append(sums, fmt.Sprintf("%s/%s: %d sale, %d USD",
				d.Partner, d.Website, d.Events.Sales, d.Events.Revenue["USD"]))
		}
	}
	return strings.Join(sums, "; ")
}

func TestConversionsAreListedByDay(t *testing.T) {
	s, id := withSale(t)
	for _, query := range []string{"", "?day=2026-03-04"} {
		a := s.want(t, 200, get, "conversions"+query, "")
		all := apitest.JSON[api.Page[adminapi.Conversion]](t, a).Items
		if len(all) != 1 || all[0].ID != id || all[0].Credited.Partner != "abc123" || all[0].Corrected {
			t.Errorf("%s: %+v", query, all)
		}
	}
	has(t, s.want(t, 200, get, "conversions?day=2026-03-03", ""), `{"items":[]}`)
	s.wantFieldErrors(t, get, "conversions?day=2026-02-30", "", "day")
}

func TestAnAdminMovesCredit(t *testing.T) {
	s, id := withSale(t)
	has(t, s.want(t, 200, get, "conversions/"+id, ""), `{"id":"`+id+`","type":"sale","externalId":"order 7/1",
		"merchant":"main","amount":4990,"currency":"USD","refunded":0,"corrected":false,"rule":"latest",
		"credited":{"partner":"abc123","website":"","ad":"","clickId":""}}`)
	if got := s.ledger(t); got != "abc123/: 1 sale, 4990 USD" {
		t.Errorf("reported: %s", got)
	}
	const toKim = `{"corrected":true,"credited":{"partner":"kid456","website":"haircare","ad":"","clickId":""}}`
	for range 2 { // the second time there is nothing left to move
		has(t, s.want(t, 200, post, "conversions/"+id+"/credit", `{"partner":"KID456","website":"haircare"}`), toKim)
	}
	has(t, s.want(t, 200, get, "conversions/"+id, ""), toKim)
	if got := s.ledger(t); got != "kid456/haircare: 1 sale, 4990 USD" {
		t.Errorf("moved: %s", got)
	}
	changes := allPages[adminapi.Change](t, s, "audit?entity=conversion&limit=5&code="+id)
	if len(changes) != 1 || changes[0].By != "boss" {
		t.Errorf("%+v", changes)
	}
	has(t, s.want(t, 200, post, "conversions/"+id+"/credit", `{"partner":""}`), `{"corrected":true,"credited":null}`)
	if got := s.ledger(t); got != "/: 1 sale, 4990 USD" {
		t.Errorf("taken away: %s", got)
	}
}

func TestAnAdminWithdrawsCreditAndSaysWhy(t *testing.T) {
	s, id := withSale(t)
	credit, history := "conversions/"+id+"/credit", "audit?entity=conversion&code="+id
	for range 2 { // the second time there is nothing left to withdraw
		a := s.want(t, 200, post, credit, `{"partner":"","reason":"Ordered by Ann herself"}`)
		has(t, a, `{"corrected":true,"credited":null}`)
	}
	if got := s.ledger(t); got != "/: 1 sale, 4990 USD" {
		t.Errorf("withdrawn: %s", got)
	}
	s.want(t, 200, post, credit, `{"partner":"kid456"}`)
	changes := allPages[adminapi.Change](t, s, history)
	if len(changes) != 2 || changes[0].Reason != "" || changes[1].Reason != "Ordered by Ann herself" ||
		changes[1].Action != "credit" || changes[1].After["credited"] != nil {
		t.Errorf("%+v", changes)
	}
	s.want(t, 200, post, credit, `{"partner":"","reason":"`+strings.Repeat("注", 500)+`"}`)
	s.wantFieldErrors(t, post, credit, `{"partner":"abc123","reason":"`+strings.Repeat("注", 501)+`"}`, "reason")
	s.wantFieldErrors(t, post, credit, `{"partner":"abc123","reason":"\u0000"}`, "reason")
}

// An external id may have 200 characters, so that its conversion's id has more than a thousand.
func TestTheLongestConversionHasItsHistory(t *testing.T) {
	s, _ := withSale(t)
	sale, _, err := s.booker.Report(t.Context(), referral.Conversion{Merchant: "main",
		ExternalID: strings.Repeat("𐐷", 200), Type: referral.Sale, Partner: "abc123"}, referral.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	id := referral.ConversionID(sale.Merchant, sale.ExternalID)
	s.want(t, 200, post, "conversions/"+id+"/credit", `{"partner":""}`)
	if changes := allPages[adminapi.Change](t, s, "audit?entity=conversion&code="+id); len(changes) != 1 {
		t.Errorf("%+v", changes)
	}
}

func TestCreditGoesOnlyToWhatExists(t *testing.T) {
	s, id := withSale(t)
	for body, field := range map[string]string{
		`{"partner":"nobody"}`:                    "partner",
		`{"partner":"#"}`:                         "partner",
		`{"partner":"","website":"haircare"}`:     "partner",
		`{"partner":"kid456","website":"none"}`:   "website",
		`{"partner":"kid456","ad":"no-such-ad"}`:  "ad",
		`{"partner":"#","website":"/","ad":"a%"}`: "partner website ad",
	} {
		s.wantFieldErrors(t, post, "conversions/"+id+"/credit", body, field)
	}
	refund, _, err := s.booker.Report(t.Context(), referral.Conversion{Merchant: "main", ExternalID: "refund-1",
		Type: referral.Refund, Sale: "order 7/1"}, referral.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	ofRefund := referral.ConversionID(refund.Merchant, refund.ExternalID)
	s.want(t, 422, post, "conversions/"+ofRefund+"/credit", `{"partner":"kid456"}`)
	for _, unknown := range []string{"nonsense", referral.ConversionID("main", "never reported")} {
		s.want(t, 404, get, "conversions/"+unknown, "")
		s.want(t, 404, post, "conversions/"+unknown+"/credit", `{"partner":"kid456"}`)
	}
}

func TestTheAttributionRuleIsChosen(t *testing.T) {
	s := newAdminServer(t)
	has(t, s.want(t, 200, get, "rule", ""), `{"model":"latest","version":1}`)
	for range 2 {
		has(t, s.want(t, 200, patch, "rule", `{"model":"first"}`), `{"model":"first","version":2}`)
	}
	has(t, s.want(t, 200, get, "rule", ""), `{"model":"first","version":2}`)
	s.want(t, 422, patch, "rule", `{"model":"fairest"}`)
}
