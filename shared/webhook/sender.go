package webhook

import (
	"context"
	"errors"
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
	client        *http.Client
	onThisMachine bool
}

// NewSender returns a sender. onThisMachine allows 127.0.0.1 besides, for the local stack.
func NewSender(onThisMachine bool) *Sender {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		return checkAddress(address, onThisMachine)
	}}
	return &Sender{onThisMachine: onThisMachine, client: &http.Client{
		Timeout:       tryTimeout,
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTimeout, DisableKeepAlives: true, MaxResponseHeaderBytes: 16 << 10},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Send tries a delivery once, at d.URL and signed by the webhook's key, and tells whether it was taken (any 2xx), and what the receiver said, for people.
func (s *Sender) Send(ctx context.Context, w referral.Webhook, d referral.Delivery, at time.Time) (ok bool, answer string) {
	request, err := requestOf(ctx, w, d, at)
	if err != nil {
		return false, err.Error()
	}
	if request.URL.Scheme != "https" && !s.onThisMachine {
		return false, "the address does not start with https://"
	}
	response, err := s.client.Do(request)
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

// requestOf makes a POST with a body for a merchant, a GET for a partner's postback. Its errors are for people.
func requestOf(ctx context.Context, w referral.Webhook, d referral.Delivery, at time.Time) (*http.Request, error) {
	key, err := w.SigningKey()
	if err != nil || len(key) == 0 {
		return nil, errors.New("the webhook has no secret")
	}
	method := http.MethodGet
	if d.Body != "" {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(ctx, method, d.URL, strings.NewReader(d.Body))
	if err != nil {
		return nil, errors.New("the address cannot be called")
	}
	if d.Body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("User-Agent", "Signpost-Webhook/1")
	sign(request, key, d.Event, at, d.Body)
	return request, nil
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
	"2001::/23 2001:db8::/32 2002::/16 3fff::/20")

// global is all of IPv6 that is given out as public addresses
// (https://www.iana.org/assignments/ipv6-unicast-address-assignments); NAT64, local and mapped ones are outside.
var global = netip.MustParsePrefix("2000::/3")

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
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is6() && !global.Contains(ip) {
		return false
	}
	for _, network := range notPublic {
		if network.Contains(ip) {
			return false
		}
	}
	return true
}
