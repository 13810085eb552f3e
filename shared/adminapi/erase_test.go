package adminapi_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/merchantapi"
	"signpost/shared/referral"
)

// dump returns everything that the table holds, in lower case.
func (s *adminServer) dump(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	name := s.table.Name()
	pages := dynamodb.NewScanPaginator(s.table.Client(), &dynamodb.ScanInput{TableName: &name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			text, err := json.Marshal(item)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(strings.ToLower(string(text)) + "\n")
		}
	}
	return all.String()
}

// holds fails the test unless the table holds each of the texts, or none of them.
func (s *adminServer) holds(t *testing.T, want bool, texts ...string) {
	t.Helper()
	all := s.dump(t)
	for _, text := range texts {
		if i := strings.Index(all, strings.ToLower(text)); (i >= 0) != want {
			line, _, _ := strings.Cut(all[strings.LastIndex(all[:max(i, 0)], "\n")+1:], "\n")
			t.Errorf("%q is there: %v; want %v: %s", text, i >= 0, want, line)
		}
	}
}

// ann is a partner with all that one can leave behind.
var ann = []string{"Ann Example", "ann@example.com", "Anna Married", "Ann's newsletter", "to her aunts", "ann.example"}

func (s *adminServer) makeAnn(t *testing.T) {
	t.Helper()
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	s.want(t, 201, post, "partners",
		`{"code":"abc123","name":"Ann Example","email":"ann@example.com","programs":["standard"]}`)
	s.want(t, 200, patch, "partners/abc123", `{"name":"Anna Married","email":"anna@ann.example"}`)
	for _, ad := range []referral.Ad{
		{Code: "website2", Name: "Ann's newsletter", Description: "to her aunts", Status: referral.Active},
		{Code: "old", Name: "Ann's newsletter", Status: referral.Archived},
	} {
		ad.Partner, ad.MediaType, ad.StartDate, ad.Created = "abc123", "email", "2026-01-01", s.clock()
		if _, err := s.table.CreateAd(t.Context(), ad, 10); err != nil {
			t.Fatal(err)
		}
	}
	hook := referral.Webhook{
		ID: referral.PostbackID("abc123"), Partner: "abc123", URL: "https://ann.example/in", Secret: "whsec_x",
		Status: referral.Active, Created: s.clock(),
	}
	if _, err := s.table.PutWebhook(t.Context(), nil, hook, nil); err != nil {
		t.Fatal(err)
	}
	s.want(t, 200, patch, "webhooks/partner-abc123", `{"url":"https://ann.example/in?x={id}"}`)
	for i, status := range []referral.DeliveryStatus{referral.Pending, referral.Delivered} {
		d := referral.Delivery{
			Webhook: hook.ID, Event: fmt.Sprintf("01KE6QVWE0000000000000000%d", i), Type: referral.Sale, Status: status,
			Values: map[string]string{"{ad}": "website2"}, URL: "https://ann.example/in?x=1",
			Created: s.clock(), Answer: "200 ann.example says hello",
		}
		if err := s.table.AddDelivery(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
}

func TestErasingAPartner(t *testing.T) {
	s := newAdminServer(t)
	s.makeAnn(t)
	s.holds(t, true, ann...)
	want := `{"code":"abc123","ads":2,"postbacks":1,"deliveries":2,"audit":3`

	dry := s.want(t, 200, post, "partners/ABC123/erase?dryRun=true", `{}`)
	has(t, dry, want+`,"dryRun":true}`)
	lacks(t, dry, "erasedAt")
	s.holds(t, true, ann...)

	has(t, s.want(t, 200, post, "partners/abc123/erase", `{"reason":"asked for it"}`), want+`,"dryRun":false}`)
	s.holds(t, false, ann...)
	if _, there := s.users.pool["abc123"]; there {
		t.Error("the user is still there")
	}
	p := s.want(t, 200, get, "partners/abc123", "")
	has(t, p, `{"code":"abc123","name":"(erased)","status":"inactive"}`)
	lacks(t, p, "email")

	// The audit still says who did what and when, and that there were values.
	audit := apitest.JSON[api.Page[adminapi.Change]](t, s.want(t, 200, get, "audit?entity=partner&code=abc123", ""))
	var did []string
	for _, c := range audit.Items {
		did = append(did, c.By+" "+c.Action)
	}
	if strings.Join(did, ", ") != "boss erase, boss update, boss create" ||
		audit.Items[0].Reason != "asked for it" || audit.Items[1].Before["name"] != "(erased)" {
		t.Errorf("%s: %+v", did, audit.Items)
	}

	again := s.want(t, 200, post, "partners/abc123/erase", `{}`)
	has(t, again, `{"ads":0,"postbacks":0,"deliveries":0,"audit":0}`)
	has(t, again, `{"erasedAt":`+string(apitest.JSON[map[string]json.RawMessage](t, p)["erased"])+`}`)
	if after := s.want(t, 200, get, "audit?entity=partner&code=abc123", ""); strings.Count(after.Body, "erase\"") != 1 {
		t.Errorf("it is noted again: %s", after.Body)
	}
}

func TestAnErasedPartnerCannotComeBack(t *testing.T) {
	s := newAdminServer(t)
	s.makeAnn(t)
	s.want(t, 200, post, "partners/abc123/erase", `{}`)
	s.wantFieldErrors(t, patch, "partners/abc123", `{"status":"active"}`, "status")
	s.wantFieldErrors(t, patch, "partners/abc123", `{"name":"Eve","email":"eve@example.com"}`, "name email")
	s.want(t, 409, post, "partners", `{"code":"abc123","name":"Eve"}`)
	s.want(t, 200, patch, "partners/abc123", `{"programs":[],"status":"inactive"}`)
	if _, there := s.users.pool["abc123"]; there {
		t.Error("the user is there again")
	}
}

func TestErasingAPartnerCompletesWhatBrokeOff(t *testing.T) {
	s := newAdminServer(t)
	s.makeAnn(t)
	s.users.fail = func(referral.Partner) error { return referral.Errorf(referral.Unavailable, "down") }
	s.want(t, 503, post, "partners/abc123/erase", `{}`)
	s.users.fail = nil
	s.want(t, 200, post, "partners/abc123/erase", `{}`)
	s.holds(t, false, ann...)
	if _, there := s.users.pool["abc123"]; there {
		t.Error("the user is still there")
	}
}

func TestWhoCannotBeErased(t *testing.T) {
	s := newAdminServer(t)
	s.makeAnn(t)
	s.want(t, 404, post, "partners/nobody/erase", `{}`)
	s.want(t, 404, post, "partners/no%20code/erase", `{}`)
	s.wantFieldErrors(t, post, "customers/erase", `{"customer":""}`, "customer")
	s.wantFieldErrors(t, post, "customers/erase", `{"customer":"c-7","merchant":"a#b"}`, "merchant")
	s.users.others = map[referral.Code]bool{"abc123": true}
	s.want(t, 409, post, "partners/abc123/erase", `{}`)
	s.holds(t, true, ann...)
}

func TestErasingACustomer(t *testing.T) {
	const customer = "customer-4711 \"x\""
	s := newAdminServer(t)
	s.makeAnn(t)
	s.want(t, 201, post, "websites",
		`{"code":"haircare","name":"W","url":"https://example.com/","programs":["standard"]}`)
	hook := s.want(t, 201, post, "webhooks", `{"url":"https://shop.example.com/hook"}`)
	hookID := apitest.JSON[map[string]any](t, hook)["id"].(string)
	amount := int64(4990)
	report := func(c referral.Conversion) (referral.Booking, bool) {
		c.Merchant, c.Customer = "main", customer
		b, isNew, err := s.booker.Report(t.Context(), c, referral.Scope{})
		if err != nil {
			t.Fatal(err)
		}
		return b, isNew
	}
	lead := referral.Conversion{ExternalID: "lead-1", Type: referral.Lead, Partner: "abc123"}
	sale := referral.Conversion{ExternalID: "order-1", Type: referral.Sale, Amount: &amount, Currency: "USD"}
	refund := referral.Conversion{ExternalID: "refund-1", Type: referral.Refund, Sale: "order-1"}
	for _, c := range []referral.Conversion{lead, sale, refund} {
		b, _ := report(c)
		body, _ := json.Marshal(map[string]any{"customer": customer, "id": b.ExternalID})
		d := referral.Delivery{
			Webhook: hookID, Event: b.ULID, Type: b.Type, Body: string(body),
			Status: referral.Pending, Created: s.clock(),
		}
		if err := s.table.AddDelivery(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	other := referral.Conversion{
		ExternalID: "order-2", Type: referral.Lead, Merchant: "main", Customer: "customer-4712",
	}
	if _, _, err := s.booker.Report(t.Context(), other, referral.Scope{}); err != nil {
		t.Fatal(err)
	}
	before, _ := report(sale)
	body, _ := json.Marshal(map[string]string{"customer": customer, "reason": "asked for it"})
	want := `{"conversions":3,"history":1,"deliveries":3`

	has(t, s.want(t, 200, post, "customers/erase?dryRun=true", string(body)), want+`,"dryRun":true}`)
	s.holds(t, true, "customer-4711")
	has(t, s.want(t, 200, post, "customers/erase", string(body)), want+`,"dryRun":false}`)

	// What is left are the keys of the history, until the table deletes what has expired.
	for _, line := range strings.Split(s.dump(t), "\n") {
		if strings.Contains(line, "customer-4711") && !strings.Contains(line, "expires") {
			t.Errorf("still there: %s", line)
		}
	}
	s.holds(t, true, "customer-4712")

	// Reported again, the sale is the same, and is not booked twice.
	after, isNew := report(sale)
	if isNew || !reflect.DeepEqual(merchantapi.Present(after, time.UTC), merchantapi.Present(before, time.UTC)) {
		t.Errorf("%v: %+v; before: %+v", isNew, after, before)
	}
	if after.Credit == nil || after.Credit.Partner != "abc123" || after.Balance.Refunded != amount {
		t.Errorf("%+v", after)
	}
	has(t, s.want(t, 200, get, "conversions/"+referral.ConversionID("main", "order-1"), ""), `{"customer":""}`)

	// A new conversion of the customer has no history.
	fresh, _ := report(referral.Conversion{ExternalID: "order-3", Type: referral.Lead})
	if fresh.Credit != nil || len(fresh.Decision.Verdicts) != 0 {
		t.Errorf("%+v", fresh.Decision)
	}
	audit := apitest.JSON[api.Page[adminapi.Change]](t, s.want(t, 200, get, "audit?entity=customer&code=main", ""))
	if len(audit.Items) != 1 || audit.Items[0].Action != "erase" || audit.Items[0].Reason != "asked for it" ||
		audit.Items[0].After["conversions"] != 3.0 {
		t.Errorf("%+v", audit.Items)
	}
	if d, err := s.table.Delivery(t.Context(), hookID, before.ULID); err != nil || d.Status != referral.Pending ||
		d.Body != `{"customer":"","id":"order-1"}` {
		t.Errorf("%+v, %v", d, err)
	}
}

// Who erases and who sends may meet: a delivery that was read before it was erased is not written
// back.
func TestAnErasedDeliveryStaysErased(t *testing.T) {
	s := newAdminServer(t)
	before := referral.Delivery{
		Webhook: "mine", Event: "01KE6QVWE00000000000000000", Type: referral.Sale, Status: referral.Pending,
		Body: `{"customer":"c-7"}`, Created: time.Unix(1, 0),
	}
	if err := s.table.AddDelivery(t.Context(), before); err != nil {
		t.Fatal(err)
	}
	erased := before
	erased.Body = `{"customer":""}`
	if err := s.table.ChangeDelivery(t.Context(), before, erased); err != nil {
		t.Fatal(err)
	}
	err := s.table.ChangeDelivery(t.Context(), before, before.Tried(false, "503", s.clock()))
	if referral.CodeOf(err) != referral.Conflict {
		t.Errorf("%v; want a conflict", err)
	}
}
