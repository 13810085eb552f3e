// Package loopback restricts a server to clients on its own machine.
package loopback

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Only lets a request through if it came over the loopback interface and its Host is a loopback
// name. The latter keeps out web pages that point a name of their own at 127.0.0.1 (DNS
// rebinding). Other requests get 403.
func Only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopback(r.RemoteAddr) || !isLoopback(r.Host) {
			http.Error(w, "this server answers only its own machine", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopback reports whether a host, with or without a port, is localhost or a loopback
// address.
func isLoopback(hostport string) bool {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(hostport, "["), "]")
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
