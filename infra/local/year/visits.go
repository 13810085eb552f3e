package year

import (
	"encoding/base64"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"signpost/shared/referral"
	"signpost/shared/ulid"
)

// Shares of visits: of those that come after a post or a newsletter, rather than one by one; of
// bots, so that some 15 % of the clicks are theirs; and of those who follow a link again that day.
const (
	inBursts = 0.78
	byBots   = 0.185
	again    = 0.22
)

// visits makes the clicks of a year.
type visits struct {
	Plan
	r        *rand.Rand
	world    *World
	sources  []source
	choices  wheel // of sources
	days     wheel
	calendar time.Time // the day that days begins with
	clicks   []click
}

// click is a click that has no id yet.
type click struct {
	at       time.Time
	begun    time.Time // the first click of its visit
	visit    int
	source   int
	first    bool
	bot      bool
	visitor  referral.Visitor
	position int // among the clicks of its visit
}

// Visits makes the plan's clicks in the world w, in the order of time.
func (p Plan) Visits(w *World) *Clicks {
	v := &visits{
		Plan: p, r: p.random(ofVisits), world: w, sources: p.sources(w), days: p.daysOf(), calendar: p.From(),
		clicks: make([]click, 0, p.Clicks+8),
	}
	v.choices = newWheel(len(v.sources), func(i int) float64 { return v.sources[i].weight })
	for visit := 0; len(v.clicks) < p.Clicks; {
		if v.r.Float64() < inBursts/v.meanBurst() {
			visit = v.burst(visit)
		} else if v.r.Float64() < 1-inBursts {
			visit = v.alone(visit)
		}
	}
	v.clicks = v.clicks[:p.Clicks]
	slices.SortStableFunc(v.clicks, func(a, b click) int { return a.at.Compare(b.at) })
	return &Clicks{plan: p, world: w, sources: v.sources, clicks: v.clicks}
}

// alone makes a visit that no post explains. It returns the number of the next visit.
func (v *visits) alone(visit int) int {
	source := v.choices.draw(v.r)
	s := &v.sources[source]
	at := visitorPlace(v.r, s.home)
	when := timeOn(v.r, v.dayBetween(s.from, s.to), s.medium.hours, places[at].zone).UTC()
	return v.add(visit, source, at, when)
}

// burstSpread says how much bursts differ: most have fewer visits than the mean, a few many more.
const burstSpread = 1.05

// meanBurst is how many visits a burst has: with few clicks fewer, so that there are bursts enough.
func (p Plan) meanBurst() float64 { return min(240, max(8, float64(p.Clicks)/1500)) }

// burst makes the visits that follow a post: half of them come within the hours that the medium
// says, and fewer while the visitors sleep.
func (v *visits) burst(visit int) int {
	source := v.choices.draw(v.r)
	s := &v.sources[source]
	post := timeOn(v.r, v.dayBetween(s.from, s.to), s.medium.hours, places[s.home].zone).UTC()
	size := int(v.meanBurst() * logNormal(v.r, burstSpread) / math.Exp(burstSpread*burstSpread/2))
	for range max(size, 5) {
		at := visitorPlace(v.r, s.home)
		when := post
		for range 3 {
			when = post.Add(time.Duration(v.r.ExpFloat64() * s.medium.burst / math.Ln2 * float64(time.Hour)))
			if v.awake(when, at) {
				break
			}
		}
		visit = v.add(visit, source, at, when)
	}
	return visit
}

// awake reports whether somebody there would follow a link then, asked at random.
func (v *visits) awake(when time.Time, at int) bool {
	hour := when.In(places[at].zone).Hour()
	return hour >= 7 && hour < 23 || v.r.Float64() < 0.15
}

// dayBetween draws a day by its traffic.
func (v *visits) dayBetween(from, to time.Time) time.Time {
	first := int(from.Sub(v.calendar).Hours() / 24)
	last := int(math.Ceil(to.Sub(v.calendar).Hours() / 24))
	first = min(max(first, 0), len(v.days)-1)
	return v.calendar.AddDate(0, 0, v.days.between(v.r, first, min(max(last, first+1), len(v.days))))
}

// add adds the clicks of a visit, unless the link is not followed at that time.
func (v *visits) add(visit, source, at int, when time.Time) int {
	s := &v.sources[source]
	when = when.Truncate(time.Millisecond)
	if when.Before(s.from) || !when.Before(s.to) {
		return visit
	}
	c := click{at: when, begun: when, visit: visit, source: source, first: true}
	if v.r.Float64() < byBots {
		c.bot, c.first, c.visitor = true, false, v.botVisitor()
		v.clicks = append(v.clicks, c)
		return visit + 1
	}
	c.visitor = v.visitor(s, at)
	v.clicks = append(v.clicks, c)
	for v.r.Float64() < again {
		c.first = false
		c.position++
		c.at = c.at.Add(time.Duration((0.1 + v.r.ExpFloat64()*9) * float64(time.Minute))).Truncate(time.Millisecond)
		if !c.at.Before(s.to) || referral.DayOf(c.at) != referral.DayOf(when) {
			break
		}
		v.clicks = append(v.clicks, c)
	}
	return visit + 1
}

func (v *visits) visitor(s *source, at int) referral.Visitor {
	visitor := referral.Visitor{
		Country: places[at].country, Device: referral.Devices[s.medium.devices.draw(v.r)],
		Referrer: s.medium.referrers.draw(v.r),
	}
	visitor.Browser = v.browser(visitor.Device, visitor.Referrer)
	if v.r.Float64() < unknownCountry {
		visitor.Country = ""
	}
	if visitor.Referrer == ownPages {
		visitor.Referrer = s.ownHost
	}
	return visitor
}

// browser draws a browser: on phones, who comes from an app is often still in it.
func (v *visits) browser(device, referrer string) string {
	if app := apps[referrer]; app != "" && device != "desktop" && v.r.Float64() < 0.7 {
		return app
	}
	return browsers[device].draw(v.r)
}

var botCountries = choose(weighted[string]{64, "US"}, weighted[string]{14, "IE"}, weighted[string]{9, "DE"},
	weighted[string]{6, "NL"}, weighted[string]{4, "SG"}, weighted[string]{3, ""})

func (v *visits) botVisitor() referral.Visitor {
	device := "other"
	if v.r.Float64() < 0.4 {
		device = "desktop"
	}
	return referral.Visitor{Country: botCountries.draw(v.r), Device: device, Browser: "other"}
}

// Clicks are the clicks of a year, in the order of time.
type Clicks struct {
	plan    Plan
	world   *World
	sources []source
	clicks  []click
}

// Len returns how many there are.
func (c *Clicks) Len() int { return len(c.clicks) }

// At returns click i as the redirect would have written it. Nobody is credited for the link of a
// partner that was inactive by then.
func (c *Clicks) At(i int) referral.Click {
	made := &c.clicks[i]
	s := &c.sources[made.source]
	written := referral.Click{
		ID: c.id(i), At: made.at, Website: c.world.sites[s.site].Code, Kind: referral.Hit, Unique: made.first,
		Expires: made.at.Add(referral.DefaultRetention).Truncate(time.Second), Visitor: made.visitor,
	}
	if made.bot {
		written.Kind = referral.Bot
	}
	if s.partner != nobody {
		if p := &c.world.Partners[s.partner]; p.Active() || made.at.Before(p.Ended) {
			written.Partner, written.Ad = p.Code, s.ad
		}
	}
	return written
}

// id is the click id of click i: as good as random, and the same whenever the plan is. Only the
// first four bytes of a visit grow with time, so that the local engine writes neighbours together:
// with a million clicks all over its index, it would write a page for each.
func (c *Clicks) id(i int) referral.ClickID {
	var id [referral.ClickIDLength]byte
	var visit [referral.VisitLength * 3 / 4]byte
	random := rand.NewPCG(c.plan.Seed<<8|ofIDs, uint64(c.clicks[i].visit))
	binary.BigEndian.PutUint32(visit[:], uint32(c.clicks[i].begun.Unix()))
	binary.BigEndian.PutUint64(visit[4:], random.Uint64())
	base64.RawURLEncoding.Encode(id[:referral.VisitLength], visit[:])
	for range c.clicks[i].position {
		random.Uint64()
	}
	ulid.Put(id[referral.VisitLength:], c.clicks[i].at, uint16(random.Uint64()), random.Uint64())
	return referral.ClickID(id[:])
}
