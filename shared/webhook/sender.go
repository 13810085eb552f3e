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
	answerKept  = 200 // bytes of a refusal, for the log
)

// Sender sends deliveries. It connects to public addresses only, whatever a name resolves to; it
// follows no redirects and uses no proxy. It may be used by many goroutines.
type Sender struct {
	client        *http.Client
	onThisMachine bool
}

// NewSender returns a Sender. For the local stack, onThisMachine also allows 127.0.0.1 and http://.
func NewSender(onThisMachine bool) *Sender {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: func(_, address string, _ syscall.RawConn) error {
		return checkAddress(address, onThisMachine)
	}}
	return &Sender{onThisMachine: onThisMachine, client: &http.Client{
		Timeout: tryTimeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTimeout,
			DisableKeepAlives: true, MaxResponseHeaderBytes: 16 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Send tries a delivery once: it calls d.URL, with a signature by the webhook's key. It reports
// whether the receiver accepted it, with any 2xx status, and what it answered, in words for people.
func (s *Sender) Send(
	ctx context.Context, w referral.Webhook, d referral.Delivery, at time.Time,
) (ok bool, answer string) {
	request, err := requestOf(ctx, w, d, at)
	if err != nil {
		return false, err.Error()
	}
	if request.URL.Scheme != "https" && !s.onThisMachine {
		return false, "the URL does not start with https://"
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

// requestOf returns a POST with a body for a merchant, and a GET for a partner's postback. Its
// errors are for people.
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
		return nil, errors.New("the URL can't be called")
	}
	if d.Body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	request.Header.Set("User-Agent", "Signpost-Webhook/1")
	sign(request, key, d.Event, at, d.Body)
	return request, nil
}

// reasonOf says why there was no answer. It leaves out the URL, which the reader knows.
func reasonOf(err error) string {
	text := err.Error()
	if at := strings.LastIndex(text, `": `); at >= 0 {
		text = text[at+3:]
	}
	return "no answer: " + text
}

// notPublic are networks that no webhook may reach, besides those that net/netip knows about. See
// https://www.iana.org/assignments/iana-ipv4-special-registry and
// https://www.iana.org/assignments/iana-ipv6-special-registry.
var notPublic = prefixes(
	"0.0.0.0/8",       // this network
	"100.64.0.0/10",   // shared address space, where some clouds have their metadata
	"192.0.0.0/24",    // protocol assignments
	"192.0.2.0/24",    // documentation
	"192.88.99.0/24",  // relays of 6to4
	"198.18.0.0/15",   // benchmarks
	"198.51.100.0/24", // documentation
	"203.0.113.0/24",  // documentation
	"240.0.0.0/4",     // reserved
	"2001::/23",       // protocol assignments; Teredo, which carries IPv4 addresses
	"2001:db8::/32",   // documentation
	"2002::/16",       // 6to4, which carries IPv4 addresses
	"3fff::/20",       // documentation
)

// global is the part of IPv6 from which public addresses are assigned; NAT64, local and mapped
// addresses are outside (https://www.iana.org/assignments/ipv6-unicast-address-assignments).
var global = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	var all []netip.Prefix
	for _, s := range list {
		all = append(all, netip.MustParsePrefix(s))
	}
	return all
}

// checkAddress refuses an address that is not public. It is called after the name has been
// resolved, with the very address of the connection, so a name that resolves differently a moment
// later gains nothing.
func checkAddress(address string, onThisMachine bool) error {
	host, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%q is not an address", address)
	}
	ip := host.Addr().Unmap().WithZone("")
	if onThisMachine && ip == netip.AddrFrom4([4]byte{127, 0, 0, 1}) {
		return nil
	}
	if !isPublic(ip) {
		return errors.New("it is not a public address")
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
