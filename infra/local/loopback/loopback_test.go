package loopback_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"signpost/infra/local/loopback"
)

func TestOnlyClientsOnThisMachineAreAnswered(t *testing.T) {
	h := loopback.Only(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	for _, c := range []struct {
		remote, host string
		want         int
	}{
		{"127.0.0.1:5000", "127.0.0.1:8080", 204},
		{"127.0.0.1:5000", "localhost:8080", 204},
		{"127.0.0.1:5000", "LOCALHOST", 204},
		{"[::1]:5000", "[::1]:8080", 204},
		{"[::ffff:127.0.0.1]:5000", "[::1]", 204},
		{"127.0.0.1:5000", "attacker.example:8080", 403},
		{"127.0.0.1:5000", "127.0.0.1.attacker.example", 403},
		{"127.0.0.1:5000", "localhost.attacker.example", 403},
		{"127.0.0.1:5000", "", 403},
		{"192.168.1.7:5000", "127.0.0.1:8080", 403},
		{"10.0.0.1:5000", "10.0.0.2:8080", 403},
		{"", "127.0.0.1", 403},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr, r.Host = c.remote, c.host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("from %q to host %q: %d, want %d", c.remote, c.host, w.Code, c.want)
		}
	}
}
