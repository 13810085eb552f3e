package problem_test

import (
	"encoding/json"
	"net/http/httptest"
	"testing"

	"signpost/shared/problem"
)

func TestWrite(t *testing.T) {
	for status, header := range map[int]string{
		400: "", 401: "Www-Authenticate", 404: "", 429: "Retry-After", 500: "", 503: "Retry-After",
	} {
		w := httptest.NewRecorder()
		problem.New(status, "what is wrong", "id-1").Write(w)
		h := w.Header()
		if w.Code != status || h.Get("Content-Type") != problem.MediaType || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%d: answered %d, %v", status, w.Code, h)
		}
		for _, name := range []string{"Www-Authenticate", "Retry-After"} {
			if (h.Get(name) != "") != (name == header) {
				t.Errorf("%d: %s = %q", status, name, h.Get(name))
			}
		}
		var p problem.Problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Type != "about:blank" || p.Title == "" {
			t.Errorf("%d: %s, %v", status, w.Body, err)
		}
		if p.Detail != "what is wrong" || p.RequestID != "id-1" {
			t.Errorf("%d: %+v", status, p)
		}
	}
}
