package adminapi_test

import (
	"strings"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
)

func TestWebhooks(t *testing.T) {
	s := newAdminServer(t)
	a := s.want(t, 201, post, "webhooks", `{"url":"https://shop.example.com/hook","events":["sale","refund"]}`)
	has(t, a, `{"merchant":"main","partner":"","url":"https://shop.example.com/hook","events":["sale","refund"],
		"status":"active","version":1}`)
	made := apitest.JSON[adminapi.SecretWebhook](t, a)
	key, err := (referral.Webhook{Secret: made.Secret}).SigningKey()
	if !strings.HasPrefix(made.Secret, "whsec_") || err != nil || len(key) != 32 {
		t.Fatalf("secret %q: %v", made.Secret, err)
	}
	path := "webhooks/" + made.ID
	for _, p := range []string{"webhooks", path, "audit?entity=webhook&code=" + made.ID} {
		a := s.want(t, 200, get, p, "")
		shown := strings.Contains(a.Body, strings.TrimPrefix(made.Secret, "whsec_"))
		if shown || !strings.Contains(a.Body, "shop.example.com") {
			t.Errorf("%s: %s", p, a.Body)
		}
	}
	tag := s.want(t, 200, get, path, "").Header.Get("ETag")
	has(t, s.want(t, 200, patch, path, `{"url":"https://shop.example.com/new","events":[]}`),
		`{"url":"https://shop.example.com/new","events":[],"version":2}`)
	s.want(t, 409, patch, path, `{"url":"https://shop.example.com/other"}`, "if-match", tag)
	has(t, s.want(t, 200, patch, path, `{"events":null}`), `{"version":2}`)
	for range 2 {
		s.want(t, 204, del, path, "")
	}
	has(t, s.want(t, 200, get, path, ""), `{"status":"inactive","version":3}`)
	has(t, s.want(t, 200, patch, path, `{"status":"active"}`), `{"status":"active"}`)
	if kept, err := s.table.Webhook(t.Context(), made.ID); err != nil || kept.Secret != made.Secret {
		t.Errorf("the secret is now %q, %v", kept.Secret, err)
	}
}

func TestUnknownWebhooksAreNotFound(t *testing.T) {
	s := newAdminServer(t)
	made := apitest.JSON[adminapi.SecretWebhook](t,
		s.want(t, 201, post, "webhooks", `{"url":"https://shop.example.com/hook"}`))
	for _, request := range []struct{ method, path, body string }{
		{get, "webhooks/none", ""},
		{patch, "webhooks/none", "{}"},
		{del, "webhooks/none", ""},
		{get, "webhooks/none/deliveries", ""},
		{post, "webhooks/none/deliveries/x/redeliver", ""},
		{post, "webhooks/" + made.ID + "/deliveries/none/redeliver", ""},
	} {
		s.want(t, 404, request.method, request.path, request.body)
	}
}

func TestWebhooksLeadToPublicAddressesOnly(t *testing.T) {
	s := newAdminServer(t)
	for _, url := range []string{
		"", "http://shop.example.com/", "https://127.0.0.1/", "http://127.0.0.1:9/", "https://localhost/",
		"https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/", "https://user:pw@shop.example.com/",
		"javascript:alert(1)", "ftp://shop.example.com/", "https://shop.example.com/{id}",
	} {
		s.wantFieldErrors(t, post, "webhooks", `{"url":"`+url+`"}`, "url")
	}
	s.wantFieldErrors(t, post, "webhooks", `{"merchant":"#","url":"x","events":["sail"]}`, "merchant url events")
}

func TestDeliveriesAreListedAndSentAgain(t *testing.T) {
	s := newAdminServer(t)
	a := s.want(t, 201, post, "webhooks", `{"url":"https://shop.example.com/hook"}`)
	id := apitest.JSON[adminapi.SecretWebhook](t, a).ID
	now := s.clock()
	for _, event := range []string{"01A", "01B", "01C"} {
		d := referral.Delivery{Webhook: id, Event: event, Type: referral.Sale, Body: `{"type":"conversion.sale"}`,
			Status: referral.Failed, Attempts: 8, Created: now, Next: now,
			URL: "https://shop.example.com/hook", Answer: "503 Service Unavailable"}
		if err := s.table.AddDelivery(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	path := "webhooks/" + id + "/deliveries"
	var events []string
	for _, d := range allPages[adminapi.Delivery](t, s, path+"?limit=2") {
		events = append(events, d.Event)
		if d.Status != "failed" || d.NextTry != nil || d.Answer == "" || d.Body == "" || d.Attempts != 8 {
			t.Errorf("%+v", d)
		}
	}
	if strings.Join(events, " ") != "01C 01B 01A" {
		t.Errorf("listed %v", events)
	}
	for range 2 {
		has(t, s.want(t, 200, post, path+"/01B/redeliver", ""), `{"event":"01B","status":"pending","attempts":0}`)
	}
	if len(s.queue.texts) != 2 || s.queue.texts[0] != `{"webhook":"`+id+`","event":"01B"}` {
		t.Errorf("queued %q", s.queue.texts)
	}
	s.want(t, 204, del, "webhooks/"+id, "")
	s.want(t, 409, post, path+"/01A/redeliver", "")
}
