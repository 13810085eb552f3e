package gateway

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"signpost/infra/local/template"
)

func TestAThrottledRouteRefusesAndTheOthersDoNot(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	narrow := template.Throttle{Rate: 2, Burst: 3}
	g, err := New(Config{
		Routes: []template.Route{
			{Key: "GET /narrow", Function: "F", Timeout: time.Second, Throttle: narrow},
			{Key: "GET /open", Function: "F", Timeout: time.Second},
		},
		Functions: &functions{answer: `{"statusCode":200}`}, Throttle: true, Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) (int, string) {
		w := httptest.NewRecorder()
		g.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code, w.Body.String()
	}
	passed := func(n int) (passed int) {
		for range n {
			if status, _ := get("/narrow"); status == 200 {
				passed++
			}
		}
		return passed
	}
	if n := passed(10); n != 3 {
		t.Errorf("%d of 10 at once passed, want the burst", n)
	}
	if status, body := get("/narrow"); status != 429 || body != `{"message":"Too Many Requests"}` {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := get("/open"); status != 200 {
		t.Errorf("the other route: %d", status)
	}
	now = now.Add(time.Second)
	if n := passed(10); n != 2 {
		t.Errorf("%d passed a second later, want the rate", n)
	}
	now = now.Add(time.Hour)
	if n := passed(10); n != 3 {
		t.Errorf("%d passed an hour later, want the burst", n)
	}
}
