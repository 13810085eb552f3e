package webhook

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"signpost/shared/referral"
)

// Limits of one try.
const (
	tryTimeout  = 5 * time.Second
	dialTimeout = 3 * time.Second
	answerKept  = 200 // bytes of a refusal that the log keeps
)

// Sender sends deliveries. It goes to public addresses only, whatever names resolve to, follows no redirects and uses no proxy.
type Sender struct {
	client *http.Client
}

// NewSender returns a sender. onThisMachine allows 127.0.0.1 besides, for the local stack.
func NewSender(onThisMachine bool) *Sender {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		return checkAddress(address, onThisMachine)
	}}
	return &Sender{client: &http.Client{
		Timeout:       tryTimeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTimeout, DisableKeepAlives: true, MaxResponseHeaderBytes: 16 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Send tries a delivery once, signed by the webhook's key, and tells whether it was taken (any 2xx), and what the receiver said, for people.
func (s *Sender) Send(ctx context.Context, w referral.Webhook, d referral.Delivery, at time.Time) (ok bool, answer string) {
	key, err := w.SigningKey()
	if err != nil {
		return false, "the webhook has no secret"
	}
	r, err := http.NewRequestWithContext(ctx, d.Method, d.URL, strings.NewReader(d.Body))
	if err != nil {
		return false, "the address cannot be called"
	}
	if d.Method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("User-Agent", "Signpost-Webhook/1")
	sign(r.Header, key, d.Event, at, d.Body)
	response, err := s.client.Do(r)
	if err != nil {
		return false, reasonOf(err)
	}
	defer response.Body.Close()
	said, _ := io.ReadAll(io.LimitReader(response.Body, answerKept))
	if response.StatusCode/100 == 2 {
		return true, response.Status
	}
	return false, strings.ToValidUTF8(fmt.Sprintf("%s: %s", response.Status, said), "")
}

// reasonOf says why there was no answer, without the address, which the reader knows.
func reasonOf(err error) string {
	text := err.Error()
	if at := strings.LastIndex(text, `": `); at >= 0 {
		text = text[at+3:]
	}
	return "no answer: " + text
}

// notPublic are the networks that no webhook may reach, besides those that net/netip tells: this network, shared address space (where clouds have
// their metadata too), protocol assignments, documentation, benchmarks, the old relay anycast, reserved, and the IPv6 forms that carry IPv4
// addresses (https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry).
var notPublic = prefixes("0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 " +
	"64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20 5f00::/16 fec0::/10")

func prefixes(list string) []netip.Prefix {
	var all []netip.Prefix
	for _, s := range strings.Fields(list) {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}

// checkAddress refuses to connect to what is not a public address. It is asked after the name was resolved, for the very address that is connected to, so
// that a name which resolves otherwise a moment later gains nothing.
func checkAddress(address string, onThisMachine bool) error {
	host, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%q is no address", address)
	}
	ip := host.Addr().Unmap().WithZone("")
	if onThisMachine && ip == netip.AddrFrom4([4]byte{127, 0, 0, 1}) {
		return nil
	}
	if !isPublic(ip) {
		return fmt.Errorf("it is not a public address")
	}
	return nil
}

func isPublic(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, network := range notPublic {
		if network.Contains(ip) {
			return false
		}
	}
	return true
}
