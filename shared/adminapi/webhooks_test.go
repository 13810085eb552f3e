package adminapi_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
)

func TestWebhooks(t *testing.T) {
	o := newOffice(t)
	a := o.want(t, 201, post, "webhooks", `{"url":"https://shop.example.com/hook","events":["sale","refund"]}`)
	has(t, a, `{"merchant":"main","partner":"","url":"https://shop.example.com/hook","events":["sale","refund"],"status":"active","version":1}`)
	made := apitest.JSON[adminapi.SecretWebhook](t, a)
	if key, err := (referral.Webhook{Secret: made.Secret}).SigningKey(); !strings.HasPrefix(made.Secret, "whsec_") || err != nil || len(key) != 32 {
		t.Fatalf("secret %q: %v", made.Secret, err)
	}
	path := "webhooks/" + made.ID
	for _, p := range []string{"webhooks", path, "audit?entity=webhook&code=" + made.ID} {
		if a := o.want(t, 200, get, p, ""); strings.Contains(a.Body, strings.TrimPrefix(made.Secret, "whsec_")) || !strings.Contains(a.Body, "shop.example.com") {
			t.Errorf("%s: %s", p, a.Body)
		}
	}
	tag := o.want(t, 200, get, path, "").Header.Get("ETag")
	has(t, o.want(t, 200, patch, path, `{"url":"https://shop.example.com/new","events":[]}`), `{"url":"https://shop.example.com/new","events":[],"version":2}`)
	o.want(t, 409, patch, path, `{"url":"https://shop.example.com/other"}`, "if-match", tag)
	has(t, o.want(t, 200, patch, path, `{"events":null}`), `{"version":2}`)
	for range 2 {
		o.want(t, 204, del, path, "")
	}
	has(t, o.want(t, 200, get, path, ""), `{"status":"inactive","version":3}`)
	has(t, o.want(t, 200, patch, path, `{"status":"active"}`), `{"status":"active"}`)
	if kept, err := o.table.Webhook(t.Context(), made.ID); err != nil || kept.Secret != made.Secret {
		t.Errorf("the secret is now %q, %v", kept.Secret, err)
	}
	for _, route := range []string{"GET webhooks/none", "PATCH webhooks/none", "DELETE webhooks/none", "GET webhooks/none/deliveries", "POST webhooks/none/deliveries/x/redeliver",
		"POST " + path + "/deliveries/none/redeliver"} {
		method, path, _ := strings.Cut(route, " ")
		body := ""
		if method == patch {
			body = "{}"
		}
		o.want(t, 404, method, path, body)
	}
}

func TestWebhooksLeadToPublicAddressesOnly(t *testing.T) {
	o := newOffice(t)
	for _, url := range []string{"", "http://shop.example.com/", "https://127.0.0.1/", "http://127.0.0.1:9/", "https://localhost/", "https://10.0.0.1/", "https://[::1]/",
		"https://169.254.169.254/latest/", "https://user:pw@shop.example.com/", "javascript:alert(1)", "ftp://shop.example.com/", "https://shop.example.com/{id}"} {
		o.wrong(t, 422, post, "webhooks", `{"url":"`+url+`"}`, "url")
	}
	o.wrong(t, 422, post, "webhooks", `{"merchant":"#","url":"x","events":["sail"]}`, "merchant url events")
}

// sentQueue notes what is put into it.
type sentQueue struct {
	texts []string
	err   error
}

func (q *sentQueue) Send(_ context.Context, text string, _ time.Duration) error {
	q.texts = append(q.texts, text)
	return q.err
}

func TestDeliveriesAreListedAndSentAgain(t *testing.T) {
	o := newOffice(t)
	id := apitest.JSON[adminapi.SecretWebhook](t, o.want(t, 201, post, "webhooks", `{"url":"https://shop.example.com/hook"}`)).ID
	now := o.clock()
	for _, event := range []string{"01A", "01B", "01C"} {
		d := referral.Delivery{Webhook: id, Event: event, Type: referral.Sale, Body: `{"type":"conversion.sale"}`, Status: referral.Failed, Attempts: 8, Created: now, Next: now,
			URL: "https://shop.example.com/hook", Answer: "503 Service Unavailable"}
		if err := o.table.AddDelivery(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	path := "webhooks/" + id + "/deliveries"
	var events []string
	for cursor := "?limit=2"; cursor != ""; {
		page := apitest.JSON[api.Page[adminapi.Delivery]](t, o.want(t, 200, get, path+cursor, ""))
		for _, d := range page.Items {
			events = append(events, d.Event)
			if d.Status != "failed" || d.NextTry != nil || d.Answer == "" || d.Body == "" || d.Attempts != 8 {
				t.Errorf("%+v", d)
			}
		}
		if cursor = ""; page.Next != "" {
			cursor = "?limit=2&cursor=" + page.Next
		}
	}
	if strings.Join(events, " ") != "01C 01B 01A" {
		t.Errorf("listed %v", events)
	}
	for range 2 {
		has(t, o.want(t, 200, post, path+"/01B/redeliver", ""), `{"event":"01B","status":"pending","attempts":0}`)
	}
	if len(o.queue.texts) != 2 || o.queue.texts[0] != `{"webhook":"`+id+`","event":"01B"}` {
		t.Errorf("queued %q", o.queue.texts)
	}
	o.want(t, 204, del, "webhooks/"+id, "")
	o.want(t, 409, post, path+"/01A/redeliver", "")
}
