package referral

import (
	"net/netip"
	"strings"

	"signpost/shared/hostname"
)

// neverPublic are the last labels of host names that never resolve publicly: RFC 6761, RFC 6762
// with its appendix G, RFC 7686, RFC 8375, RFC 9476, and ICANN's resolution of 29 July 2024 on
// "internal".
var neverPublic = []string{
	"localhost", "localdomain", "local", "internal", "test", "invalid", "onion", "alt", "intranet", "private", "corp",
	"home", "lan", "home.arpa",
}

// checkPublicHost refuses addresses in every notation that browsers take for one, names without a
// dot, names that never resolve publicly, names that imitate others, and ownHost.
func checkPublicHost(host, ownHost string) error {
	host = strings.ToLower(host)
	if _, err := netip.ParseAddr(host); err == nil || strings.ContainsAny(host, ":[]%") {
		return Invalidf("must have a host name, not an address")
	}
	if host == strings.ToLower(strings.TrimSuffix(ownHost, ".")) {
		return Invalidf("must not lead back to the host of the tracking links")
	}
	labels := strings.Split(host, ".")
	switch {
	case !isPublicName(host, labels):
		return Invalidf("must have a public host name")
	case endsInNumber(labels):
		return Invalidf("must have a host name, not an address")
	case hostname.Imitates(labels):
		return Invalidf("must not have a host name that looks like another")
	}
	return nil
}

// isPublicName reports whether host, which consists of labels, may be a name in the public DNS.
func isPublicName(host string, labels []string) bool {
	if len(labels) < 2 || len(host) > 253 {
		return false
	}
	for _, label := range labels {
		if !hostLabel(label) {
			return false
		}
	}
	for _, name := range neverPublic {
		if strings.HasSuffix(host, "."+name) {
			return false
		}
	}
	return true
}

func hostLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !codeByte(s[i]) && s[i] != '_' {
			return false
		}
	}
	return true
}

// endsInNumber reports whether browsers take the host for an IPv4 address, as no top-level domain
// starts with a digit (https://url.spec.whatwg.org/#ends-in-a-number-checker).
func endsInNumber(labels []string) bool {
	last := labels[len(labels)-1]
	return '0' <= last[0] && last[0] <= '9'
}

// hostOnly drops the port of a host.
func hostOnly(host string) string {
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		return host[:i]
	}
	return host
}
