package year

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"signpost/shared/referral"
)

// Report is what a merchant's server reports, and when. Reports of one Chain belong together: they
// are of one customer, or of a sale and its refund. Those of different chains don't depend on each
// other.
type Report struct {
	Chain      int
	Received   time.Time
	Conversion referral.Conversion
	Scope      referral.Scope // of the merchant's key
}

// sales makes the reports of a year.
type sales struct {
	Plan
	r       *rand.Rand
	world   *World
	scopes  map[referral.Code]referral.Scope
	orders  map[referral.Code]int // by merchant: the number of the last order
	reports []Report
	chain   int
}

// Reports makes what the visitors of clicks bought, and what was bought without a click, in the
// order in which merchants reported it.
func (p Plan) Reports(w *World, clicks *Clicks) []Report {
	s := &sales{
		Plan: p, r: p.random(ofSales), world: w, scopes: map[referral.Code]referral.Scope{},
		orders: map[referral.Code]int{},
	}
	for _, k := range w.Keys {
		s.scopes[k.Merchant] = k.Scope
	}
	for i := range clicks.clicks {
		s.maybeBuy(clicks, i)
	}
	for range s.chain / 14 {
		s.withoutClick()
	}
	slices.SortStableFunc(s.reports, func(a, b Report) int { return a.Received.Compare(b.Received) })
	return s.reports
}

// maybeBuy decides whether the visitor of a click becomes a customer.
func (s *sales) maybeBuy(clicks *Clicks, i int) {
	c := &clicks.clicks[i]
	from := &clicks.sources[c.source]
	site := &s.world.sites[from.site]
	if !c.first || s.r.Float64() >= site.rate*from.medium.quality {
		return
	}
	conversion := referral.Conversion{ClickID: string(clicks.id(i))}
	if s.r.Float64() < 0.004 { // cut off by a shop that keeps too few characters
		conversion.ClickID = conversion.ClickID[:32]
	}
	s.customer(site, c.at.Add(s.delay()), conversion)
}

// delay draws how long after the click somebody buys: minutes, hours or weeks.
func (s *sales) delay() time.Duration {
	switch x := s.r.Float64(); {
	case x < 0.55:
		return time.Duration((1 + s.r.ExpFloat64()*18) * float64(time.Minute))
	case x < 0.8:
		return time.Duration((0.5 + s.r.ExpFloat64()*7) * float64(time.Hour))
	}
	return time.Duration((0.5 + s.r.ExpFloat64()*9) * 24 * float64(time.Hour))
}

// withoutClick makes a customer who followed no link: with a partner's voucher, or for no reason
// that anybody could be credited for.
func (s *sales) withoutClick() {
	site := &s.world.sites[s.r.IntN(len(s.world.sites))]
	end := s.Until
	if !site.archivedAt.IsZero() {
		end = site.archivedAt
	}
	var conversion referral.Conversion
	switch x := s.r.Float64(); {
	case x < 0.5:
		conversion.Partner = string(pick(s.r, s.world.Partners).Code)
	case x < 0.55:
		conversion.Partner = "SPRING25"
	}
	at := s.From().Add(time.Duration(s.r.Float64() * float64(end.Sub(s.From()))))
	s.customer(site, at, conversion)
}

// customer reports the first thing that a customer does, and what comes of it.
func (s *sales) customer(site *site, at time.Time, first referral.Conversion) {
	s.chain++
	if s.r.Float64() < 0.75 {
		first.Customer = fmt.Sprintf("%s-%06d", site.merchant, 100000+s.chain)
	}
	first.Type = s.kind(site)
	s.report(site, at, first)
	if first.Customer == "" {
		return
	}
	later := referral.Conversion{Customer: first.Customer, Type: referral.Sale}
	switch {
	case first.Type == referral.Subscription: // renewed month by month
		for month := 1; s.r.Float64() < 0.8; month++ {
			s.report(site, at.AddDate(0, month, 0), later)
		}
	case first.Type == referral.Sale && s.r.Float64() < 0.14:
		s.report(site, at.Add(time.Duration((8+s.r.ExpFloat64()*40)*24*float64(time.Hour))), later)
	}
}

// kind draws what somebody does: what most do at the website, or first leave an address.
func (s *sales) kind(site *site) referral.ConversionType {
	if share := map[referral.ConversionType]float64{
		referral.Sale: 0.08, referral.Subscription: 0.3,
	}[site.kind]; s.r.Float64() < share {
		return referral.Lead
	}
	return site.kind
}

// late is how often a merchant's server reports days later what it says occurred earlier.
const late = 0.03

// report reports a conversion at a website, and sometimes a refund, unless the year is over by
// then.
func (s *sales) report(site *site, at time.Time, c referral.Conversion) {
	at = at.Truncate(time.Millisecond)
	c.Merchant, c.ExternalID = site.merchant, s.order(site.merchant)
	if c.Type != referral.Lead && site.price > 0 {
		c.Amount, c.Currency = new(site.amount(s.r)), site.currency
	}
	received := at
	if s.r.Float64() < late {
		c.OccurredAt, received = at, at.Add(time.Duration((1+s.r.Float64()*48)*float64(time.Hour)))
	}
	if !s.put(received, c) {
		return
	}
	if refunded := (map[referral.ConversionType]float64{
		referral.Sale: 0.07, referral.Subscription: 0.03, referral.Lead: 0.01,
	})[c.Type]; s.r.Float64() < refunded {
		s.refund(c, at)
	}
}

// refund reports a refund of all or of a part. Once in a while, the merchant's servers report it
// before they report the sale.
func (s *sales) refund(sale referral.Conversion, at time.Time) {
	refund := referral.Conversion{
		Merchant: sale.Merchant, ExternalID: sale.ExternalID + "-R", Type: referral.Refund, Sale: sale.ExternalID,
	}
	if sale.Amount != nil && s.r.Float64() < 0.35 {
		refund.Amount, refund.Currency = new(max(*sale.Amount*int64(1+s.r.IntN(7))/10, 1)), sale.Currency
	}
	after := time.Duration((1 + s.r.ExpFloat64()*9) * 24 * float64(time.Hour))
	if s.r.Float64() < 0.02 {
		after = -20 * time.Minute
	}
	s.put(at.Add(after).Truncate(time.Millisecond), refund)
}

func (s *sales) put(received time.Time, c referral.Conversion) bool {
	if !received.Before(s.Until) || received.Before(s.From()) {
		return false
	}
	s.reports = append(s.reports, Report{s.chain, received, c, s.scopes[c.Merchant]})
	return true
}

// order is the next order number of a merchant's shop.
func (s *sales) order(merchant referral.Code) string {
	s.orders[merchant]++
	return fmt.Sprintf("%s-%06d", strings.ToUpper(string(merchant[:2])), 40_000+s.orders[merchant])
}
