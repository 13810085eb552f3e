package click

import (
	"encoding/base64"
	"encoding/binary"
	"net/netip"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
)

// visitBytes is how much of the hash makes a visit: 96 bits, 16 characters.
const visitBytes = 12

// newClickID returns the id of a click at that time: the visit, which is the same for one visitor on one tracking link on one UTC day, and
// a ULID of the time and 80 of the 128 random bits.
func newClickID(salt *Salt, v Values, e *Event, at time.Time, random func() uint64) referral.ClickID {
	var id [referral.ClickIDLength]byte
	sum := salt.sum(v, e)
	base64.RawURLEncoding.Encode(id[:referral.VisitLength], sum[:visitBytes])
	var u ulid.ULID
	_ = u.SetTime(uint64(at.UnixMilli())) // fails after the year 10889
	binary.BigEndian.PutUint16(u[6:], uint16(random()))
	binary.BigEndian.PutUint64(u[8:], random())
	_ = u.MarshalTextTo(id[referral.VisitLength:]) // fails on a wrong length
	return referral.ClickID(id[:])
}

// appendAddress appends the part of the visitor's address that tells visitors apart: all of an IPv4 address, the first 64 bits of an IPv6
// address, of which one visitor has all. With CloudFront in front the source is CloudFront, and the visitor's address is in a header.
func appendAddress(b []byte, e *Event) []byte {
	source := e.SourceIP
	if at := strings.LastIndexByte(e.Viewer, ':'); at > 0 {
		source = strings.Trim(e.Viewer[:at], "[]")
	}
	addr, err := netip.ParseAddr(source)
	if err != nil {
		return append(b, source...)
	}
	if addr = addr.Unmap(); addr.Is4() {
		four := addr.As4()
		return append(b, four[:]...)
	}
	sixteen := addr.As16()
	return append(b, sixteen[:8]...)
}
