package click

import (
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestAVisitIsOneVisitorOnOneLinkOnOneDay(t *testing.T) {
	today, tomorrow := newSalt([]byte("today"), true), newSalt([]byte("tomorrow"), true)
	base := Event{SourceIP: "203.0.113.7", Headers: Headers{UserAgent: "Firefox"}}
	link := Values{Website: "haircare", Partner: "abc123", Ad: "website2"}
	visit := func(s *Salt, v Values, e Event) string {
		id := newClickID(s, v, &e, time.Unix(1, 0), func() uint64 { return 7 })
		if _, err := referral.ParseClickID(string(id)); err != nil {
			t.Fatalf("click id %q: %v", id, err)
		}
		return id.Visit()
	}
	with := func(change func(*Event)) Event { e := base; change(&e); return e }
	first := visit(today, link, base)

	for name, same := range map[string]string{
		"the same again": visit(today, link, base),
		"IPv4 in IPv6":   visit(today, link, with(func(e *Event) { e.SourceIP = "::ffff:203.0.113.7" })),
		"another query":  visit(today, link, with(func(e *Event) { e.Query = "a=1" })),
		"the same through CloudFront": visit(today, link, with(func(e *Event) {
			e.SourceIP, e.Viewer = "130.176.1.1", "203.0.113.7:4711"
		})),
	} {
		if same != first {
			t.Errorf("%s is another visit", name)
		}
	}
	for name, other := range map[string]string{
		"another day":     visit(tomorrow, link, base),
		"another link":    visit(today, Values{Website: "haircare", Partner: "abc123"}, base),
		"another address": visit(today, link, with(func(e *Event) { e.SourceIP = "203.0.113.8" })),
		"another browser": visit(today, link, with(func(e *Event) { e.UserAgent = "Chrome" })),
		"no address":      visit(today, link, with(func(e *Event) { e.SourceIP = "" })),
	} {
		if other == first {
			t.Errorf("%s is the same visit", name)
		}
	}
}

func TestAnIPv6VisitorHasAWhole64(t *testing.T) {
	visit := func(ip string) string { return string(appendAddress(nil, &Event{SourceIP: ip})) }
	if visit("2001:db8::1") != visit("2001:db8::ffff:2") || visit("2001:db8::1") == visit("2001:db8:0:1::1") {
		t.Error("visitors are not told apart by the first 64 bits")
	}
	for _, viewer := range []string{"[2001:db8::9]:4711", "2001:db8::9:4711"} {
		e := &Event{SourceIP: "130.176.1.1", Headers: Headers{Viewer: viewer}}
		if string(appendAddress(nil, e)) != visit("2001:db8::1") {
			t.Errorf("CloudFront's header %q is not understood", viewer)
		}
	}
}
