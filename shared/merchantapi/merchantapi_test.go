package merchantapi_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"signpost/infra/tests/enginetest"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/credit"
	"signpost/shared/merchantapi"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// shop is an API for two merchants.
type shop struct {
	*testing.T
	api   *api.API
	table *table.Table
}

func newShop(t *testing.T) *shop {
	db := enginetest.Start(t)
	s := &shop{T: t, table: table.New(db.Client, db.Table)}
	s.api = api.New(s.table, s.table, slog.New(slog.NewJSONHandler(io.Discard, nil)))
	merchantapi.Register(s.api, s.table, credit.NewBooker(s.table), s.table, time.Now)
	for key, merchant := range map[string]referral.Code{"key-of-one": "one", "key-of-two": "two"} {
		created := referral.NewMerchantKey(key, merchant, key, time.Now())
		err := s.table.CreateMerchantKey(t.Context(), created, referral.Stamp{By: "admin", At: time.Now(), ID: key})
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *shop) call(key, method, path, body string) apitest.Answer {
	s.Helper()
	header := map[string]string{}
	if key != "" {
		header["authorization"] = "Bearer " + key
	}
	return apitest.Call(s, s.api, apitest.Request{Method: method, Path: path, Body: body, Header: header})
}

func TestWithoutAKeyTheBodyIsNotEvenRead(t *testing.T) {
	s := newShop(t)
	for _, key := range []string{"", "wrong", " "} {
		for _, body := range []string{`{"type":"lead","externalId":"a"}`, "not JSON", strings.Repeat("x", 70<<10)} {
			if got := s.call(key, "POST", "/api/conversions", body); got.Status != 401 {
				t.Errorf("key %q, body %.20q: %d %s", key, body, got.Status, got.Body)
			}
		}
		if got := s.call(key, "GET", "/api/conversions/a", ""); got.Status != 401 {
			t.Errorf("key %q: %d", key, got.Status)
		}
	}
}

func TestAKeyIsABearerToken(t *testing.T) {
	s := newShop(t)
	const known = 404 // who is known is told that there is no such conversion
	for header, want := range map[string]int{
		"Bearer key-of-one": known, "bearer key-of-one": known, "Bearer  key-of-one ": known,
		"Basic key-of-one": 401, "key-of-one": 401, "Token key-of-one": 401, "Bearer": 401, "Bearer ": 401,
		"Bearerkey-of-one": 401, "Bearer key-of-one key-of-two": 401,
	} {
		got := apitest.Call(s, s.api, apitest.Request{
			Method: "GET", Path: "/api/conversions/nothing", Header: map[string]string{"authorization": header},
		})
		if got.Status != want {
			t.Errorf("%q: %d; want %d", header, got.Status, want)
		}
	}
}

func TestWhatIsRefused(t *testing.T) {
	s := newShop(t)
	for _, test := range []struct {
		name, body string
		status     int
		field      string
	}{
		{"not JSON", "sale", 400, "body"},
		{"unknown field", `{"type":"lead","externalId":"a","colour":"red"}`, 400, "colour"},
		{"duplicate field", `{"type":"lead","type":"sale","externalId":"a"}`, 400, "body"},
		{"too large", `{"type":"` + strings.Repeat("x", 70<<10) + `"}`, 413, ""},
		{"no type", `{"externalId":"a"}`, 422, "type"},
		{"no external id", `{"type":"lead"}`, 422, "externalId"},
		{"unprintable external id", `{"type":"lead","externalId":"a\u0000b"}`, 422, "externalId"},
		{"a fraction", `{"type":"sale","externalId":"a","amount":1.5,"currency":"USD"}`, 422, "amount"},
		{"an amount as text", `{"type":"sale","externalId":"a","amount":"5","currency":"USD"}`, 422, "amount"},
		{"a negative amount", `{"type":"sale","externalId":"a","amount":-5,"currency":"USD"}`, 422, "amount"},
		{"no currency", `{"type":"sale","externalId":"a","amount":5}`, 422, "currency"},
		{"no such currency", `{"type":"sale","externalId":"a","amount":5,"currency":"ZZZ"}`, 422, "currency"},
		{"in the future", `{"type":"lead","externalId":"a","occurredAt":"2999-01-01T00:00:00Z"}`, 422, "occurredAt"},
		{"a refund of nothing", `{"type":"refund","externalId":"a"}`, 422, "sale"},
		{"a refund of itself", `{"type":"refund","externalId":"a","sale":"a"}`, 422, "sale"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := s.call("key-of-one", "POST", "/api/conversions", test.body)
			named := test.field == "" || strings.Contains(got.Body, `"field":"`+test.field+`"`)
			if got.Status != test.status || !named {
				t.Errorf("%d %s", got.Status, got.Body)
			}
			if again := s.call("key-of-one", "GET", "/api/conversions/a", ""); again.Status != 404 {
				t.Errorf("something was booked: %s", again.Body)
			}
		})
	}
}

// Merchants have identifiers of all kinds, and none sees what another has reported.
func TestExternalIDsAreTheMerchantsOwn(t *testing.T) {
	s := newShop(t)
	for _, id := range []string{
		"order-1", "2026/03/1", "Bestellung #7", "注文", "50%", "a+b&c=d", "main.order",
		"..", ".", "/", "a//b", "a/", "a/../b", "a?b", "%41", "A", "%2525", "a;b", " a ",
		`"`, "😀", "\ufffd", strings.Repeat("漢", 200),
	} {
		t.Run(id, func(t *testing.T) {
			body, _ := json.Marshal(map[string]string{"type": "lead", "externalId": id})
			if got := s.call("key-of-one", "POST", "/api/conversions", string(body)); got.Status != 201 {
				t.Fatalf("report: %d %s", got.Status, got.Body)
			}
			path := "/api/conversions?externalId=" + url.QueryEscape(id)
			got := s.call("key-of-one", "GET", path, "")
			var c merchantapi.Conversion
			err := json.Unmarshal([]byte(got.Body), &c)
			if err != nil || got.Status != 200 || c.ExternalID != id || c.Credited != nil {
				t.Errorf("read: %d %s", got.Status, got.Body)
			}
			if got := s.call("key-of-two", "GET", path, ""); got.Status != 404 {
				t.Errorf("another merchant reads it: %d %s", got.Status, got.Body)
			}
			merchant, external, err := referral.ParseConversionID(c.ID)
			if err != nil || merchant != "one" || external != id {
				t.Errorf("its id is %s %s, %v", merchant, external, err)
			}
			s.checkPath(t, id)
		})
	}
}

// checkPath reads a conversion by its path, which API Gateway delivers decoded.
func (s *shop) checkPath(t *testing.T, id string) {
	want := 200
	if p := "/" + id; p != path.Clean(p) || strings.Contains(id, "?") {
		want = 404
	}
	got := s.call("key-of-one", "GET", "/api/conversions/"+id, "")
	if got.Status != want {
		t.Errorf("path: %d %s, want %d", got.Status, got.Body, want)
	}
	if want == 200 && !strings.Contains(got.Body, referral.ConversionID("one", id)) {
		t.Errorf("path: %s", got.Body)
	}
}

func TestWhatCantBeAnExternalIDIsNotFound(t *testing.T) {
	s := newShop(t)
	for query, status := range map[string]int{
		"?externalId=" + strings.Repeat("x", 201):  404,
		"?externalId=" + strings.Repeat("x", 2049): 404, // too long for a key
		"?externalId=a%00b":                        404,
		"?externalId=%ff":                          400,
		"?externalId=%zz":                          400,
		"?externalId=":                             422,
		"?externalid=a":                            422,
		"":                                         422,
		"/" + strings.Repeat("x", 2049):            404,
		"/a\x00b":                                  404,
	} {
		if got := s.call("key-of-one", "GET", "/api/conversions"+query, ""); got.Status != status {
			t.Errorf("%.40s: %d %s, want %d", query, got.Status, got.Body, status)
		}
	}
	if got := s.call("wrong", "GET", "/api/conversions", ""); got.Status != 401 {
		t.Errorf("without a key: %d", got.Status)
	}
}

func TestARevokedKeyIsUselessAtOnce(t *testing.T) {
	s := newShop(t)
	if got := s.call("key-of-one", "POST", "/api/conversions", `{"type":"lead","externalId":"a"}`); got.Status != 201 {
		t.Fatal(got.Body)
	}
	stamp := referral.Stamp{By: "admin", At: time.Now(), ID: "revoke"}
	if err := s.table.RevokeMerchantKey(t.Context(), referral.MerchantKeyID("key-of-one"), stamp); err != nil {
		t.Fatal(err)
	}
	if got := s.call("key-of-one", "GET", "/api/conversions/a", ""); got.Status != 401 {
		t.Errorf("status %d, want 401", got.Status)
	}
}
