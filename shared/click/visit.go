package click

import (
	"encoding/base64"
	"net/netip"
	"strings"
	"time"

	"signpost/shared/referral"
	"signpost/shared/ulid"
)

// visitBytes is how much of the hash identifies a visit: 96 bits, which are 16 characters.
const visitBytes = 12

// newClickID returns the id of a click: the visit, which is the same for one visitor on one
// tracking link on one UTC day, and a ULID of the time and of 80 random bits.
func newClickID(salt *Salt, v Values, e *Event, at time.Time, random func() uint64) referral.ClickID {
	var id [referral.ClickIDLength]byte
	sum := salt.sum(v, e)
	base64.RawURLEncoding.Encode(id[:referral.VisitLength], sum[:visitBytes])
	ulid.Put(id[referral.VisitLength:], at, uint16(random()), random())
	return referral.ClickID(id[:])
}

// appendAddress appends what tells visitors apart by their address: all of an IPv4 address, but
// only the first 64 bits of an IPv6 address, because a visitor has all addresses that begin with
// these. With CloudFront in front, the source is CloudFront, and the visitor's address is in a
// header.
func appendAddress(b []byte, e *Event) []byte {
	source := e.SourceIP
	if at := strings.LastIndexByte(e.Viewer, ':'); at > 0 {
		source = strings.Trim(e.Viewer[:at], "[]")
	}
	if strings.IndexByte(source, ':') < 0 {
		return append(b, source...)
	}
	addr, err := netip.ParseAddr(source)
	if err != nil {
		return append(b, source...)
	}
	if addr = addr.Unmap(); addr.Is4() {
		return addr.AppendTo(b)
	}
	sixteen := addr.As16()
	return append(b, sixteen[:8]...)
}
