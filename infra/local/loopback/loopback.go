// Package loopback keeps the local stack to the machine that it runs on.
package loopback

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Only lets a request through if it came over the loopback interface and names this machine by
// a loopback name. The second keeps web pages out that point a name of their own at 127.0.0.1
// (DNS rebinding). Others get 403.
func Only(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLoopback(r.RemoteAddr) || !isLoopback(r.Host) {
			http.Error(w, "this server answers its own machine only", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isLoopback says whether a host, with or without a port, is a loopback address or localhost.
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
