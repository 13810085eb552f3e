package click

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/aws/aws-lambda-go/events"
)

// asEncodingJSON reads the same fields with the types of aws-lambda-go; ok is false if
// encoding/json refuses the payload.
func asEncodingJSON(payload []byte) (e Event, ok bool) {
	var r events.APIGatewayV2HTTPRequest
	if json.Unmarshal(payload, &r) != nil {
		return Event{}, false
	}
	return Event{
		Path:      r.RawPath,
		Query:     r.RawQueryString,
		Method:    r.RequestContext.HTTP.Method,
		SourceIP:  r.RequestContext.HTTP.SourceIP,
		TimeEpoch: r.RequestContext.TimeEpoch,
		Headers: Headers{
			UserAgent:  r.Headers["user-agent"],
			Referer:    r.Headers["referer"],
			Host:       r.Headers["host"],
			SecPurpose: r.Headers["sec-purpose"],
			Purpose:    r.Headers["purpose"],
			Country:    r.Headers["cloudfront-viewer-country"],
			Viewer:     r.Headers["cloudfront-viewer-address"],
			Secret:     r.Headers["x-origin-secret"],
		},
	}, true
}

func FuzzParseEventFindsWhatEncodingJSONFinds(f *testing.F) {
	f.Add(readEvent(f))
	for _, s := range oddEvents {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		want, ok := asEncodingJSON(payload)
		if !ok {
			_, _ = ParseEvent(payload) // must not panic
			return
		}
		if got, err := ParseEvent(payload); err != nil || got != want {
			t.Errorf("ParseEvent(%q)\n got %+v, %v\nwant %+v", payload, got, err, want)
		}
	})
}

var oddEvents = []string{
	`{}`, ` {} `, `null`, `[]`, `{`, `{"rawPath":"/go/a`, `{"rawPath":5}`, `"x"`, ``, `{}x`, `{"rawPath":"a"} {`,
	`{"RAWPATH":"/go/aa","rawqueryſtring":"a=1","ReQuestContext":{"HTTP":{"METHOD":"GET","sourceIP":"1.2.3.4"}}}`,
	`{"\u0072awPath":"\/go\/\u0061a","headers":{"user-\u0061gent":"\ud83d\ude00 \ud83d x\"\\"}}`,
	"{\"headers\":{\"user-agent\":\"\xff\xfe ü\"}}",
	`{"headers":{"user-agent":"a"},"headers":null}`, `{"headers":{"user-agent":"a","user-agent":null}}`,
	`{"headers":{"user-agent":"a"},"headers":{"referer":"b"}}`, `{"rawPath":"a","rawPath":null,"requestContext":null}`,
	`{"requestContext":{"timeEpoch":-0,"http":null,"authorizer":{"jwt":{"claims":{"a":"}{]["},"scopes":["a\\","b"]}}}}`,
	`{"requestContext":{"timeEpoch":1e3}}`, `{"requestContext":{"timeEpoch":9223372036854775808}}`,
	`{"requestContext":{"timeEpoch":"1"}}`,
	`{"stageVariables":null,"isBase64Encoded":true,"cookies":["a","b"],"body":"x\\","rawPath":"y"}`,
	`{"rawPath" : "a" , "x":[1,{"y":[]},-2.5e-3,null,true,"\\\""],"rawQueryString":"b"}`,
}

func TestParseEventReadsARealEvent(t *testing.T) {
	e, err := ParseEvent(readEvent(t))
	if err != nil {
		t.Fatal(err)
	}
	want, ok := asEncodingJSON(readEvent(t))
	if !ok || e != want || e.Path != "/go/haircare/abc123/website2" || e.Query != "utm_source=news&gclid=Cj0KCQiA" ||
		e.Method != "GET" || e.SourceIP != "203.0.113.77" || e.TimeEpoch != 1773577245123 || e.Country != "DE" ||
		e.Referer != "https://www.blog.example/article?id=7" {
		t.Errorf("event = %+v", e)
	}
}

func readEvent(t testing.TB) []byte {
	payload, err := os.ReadFile("testdata/event.json")
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

func BenchmarkParseEvent(b *testing.B) {
	payload := readEvent(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseEvent(payload); err != nil {
			b.Fatal(err)
		}
	}
}
