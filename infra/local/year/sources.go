package year

import (
	"math"
	"math/rand/v2"
	"time"

	"signpost/shared/referral"
)

// source is a tracking link out in the world.
type source struct {
	partner  int           // index of World.Partners, nobody for a link that names none
	site     int           // index of World.sites
	ad       referral.Code // "" for none
	medium   *medium
	home     int       // index of places: where the partner's visitors are
	ownHost  string    // of the partner's pages
	from, to time.Time // when it is followed
	weight   float64
}

const nobody = -1

// medium is how links reach people.
type medium struct {
	hours     wheel
	burst     float64 // how long, in hours, half of a post's visits take to come
	quality   float64 // how likely its visitors buy, compared with others
	devices   wheel   // by index of referral.Devices
	referrers choice[string]
}

// ownPages stands for the partner's host among referrers.
const ownPages = "*"

var (
	mostlyDesktop = newWheel(4, func(i int) float64 { return [...]float64{58, 35, 6, 1}[i] })
	mixed         = newWheel(4, func(i int) float64 { return [...]float64{42, 49, 8, 1}[i] })
	mostlyMobile  = newWheel(4, func(i int) float64 { return [...]float64{11, 82, 6, 1}[i] })
	onlyMobile    = newWheel(4, func(i int) float64 { return [...]float64{0, 96, 4, 0}[i] })

	byMail = choose(weighted[string]{70, ""}, weighted[string]{14, "mail.google.com"},
		weighted[string]{9, "outlook.live.com"}, weighted[string]{4, "mail.yahoo.com"}, weighted[string]{3, "gmx.net"})
	bySocial = choose(weighted[string]{21, ""}, weighted[string]{24, "l.instagram.com"},
		weighted[string]{15, "facebook.com"}, weighted[string]{10, "m.facebook.com"}, weighted[string]{9, "tiktok.com"},
		weighted[string]{8, "pinterest.com"}, weighted[string]{6, "t.co"}, weighted[string]{4, "reddit.com"},
		weighted[string]{3, "linkedin.com"})
	byPages = choose(weighted[string]{62, ownPages}, weighted[string]{9, "google.com"},
		weighted[string]{1.5, "bing.com"}, weighted[string]{1.5, "duckduckgo.com"},
		weighted[string]{0.6, "ecosia.org"}, weighted[string]{25.4, ""})
	byVideo = choose(weighted[string]{48, "youtube.com"}, weighted[string]{24, "m.youtube.com"},
		weighted[string]{6, "vimeo.com"}, weighted[string]{22, ""})
	byHand = choose(weighted[string]{96, ""}, weighted[string]{4, "google.com"})
)

// browsers are those that people have on a device, and apps those in which they follow links.
var (
	browsers = map[string]choice[string]{
		"desktop": choose(weighted[string]{61, "chrome"}, weighted[string]{14, "safari"}, weighted[string]{13, "edge"},
			weighted[string]{9, "firefox"}, weighted[string]{2, "opera"}, weighted[string]{1, "other"}),
		"mobile": choose(weighted[string]{44, "safari"}, weighted[string]{42, "chrome"}, weighted[string]{8, "samsung"},
			weighted[string]{3, "firefox"}, weighted[string]{1, "opera"}, weighted[string]{2, "other"}),
		"tablet": choose(weighted[string]{66, "safari"}, weighted[string]{26, "chrome"},
			weighted[string]{8, "samsung"}),
		"other": choose(weighted[string]{55, "chrome"}, weighted[string]{40, "other"}, weighted[string]{5, ""}),
	}
	apps = map[string]string{
		"l.instagram.com": "instagram", "facebook.com": "facebook", "m.facebook.com": "facebook",
		"tiktok.com": "tiktok", "pinterest.com": "pinterest",
	}
)

var media = map[string]*medium{
	"email":  {atWork, 2.5, 1.5, mixed, byMail},
	"social": {atEase, 4, 0.6, mostlyMobile, bySocial},
	"blog":   {atEase, 10, 1.2, mixed, byPages},
	"banner": {atEase, 12, 0.5, mostlyDesktop, byPages},
	"video":  {atEase, 9, 0.9, mixed, byVideo},
	"text":   {atWork, 12, 1.1, mostlyDesktop, byPages},
	"qr":     {atEase, 9, 1.3, onlyMobile, byHand},
	"print":  {atEase, 10, 1.2, mixed, byHand},
	"other":  {atEase, 9, 1, mixed, byPages},
}

// sources makes the links of the plan's world, and how much each is followed.
func (p Plan) sources(w *World) []source {
	r := p.random(ofSources)
	ads := map[referral.Code][]referral.Ad{}
	for _, ad := range w.Ads {
		ads[ad.Partner] = append(ads[ad.Partner], ad)
	}
	var all []source
	for i, partner := range w.Partners {
		if i%37 == 30 { // has joined and never posted a link
			continue
		}
		all = append(all, p.sourcesOf(r, w, i, ads[partner.Code], ads[partner.Parent])...)
	}
	sum := newWheel(len(all), func(i int) float64 { return all[i].weight })[len(all)-1]
	for i, s := range w.sites {
		all = append(all, source{partner: nobody, site: i, medium: media["text"], home: anywhere.draw(r),
			from: p.From(), to: p.lastVisit(s), weight: sum * 0.0002 * s.weight})
	}
	return all
}

// lastVisit is when links to s stop being followed.
func (p Plan) lastVisit(s site) time.Time {
	if s.archivedAt.IsZero() {
		return p.Until
	}
	return s.archivedAt
}

// sourcesOf makes the links of one partner: to each website that it promotes, one without an ad,
// and those of its ads that are used. Some partners use an ad of their parent.
func (p Plan) sourcesOf(r *rand.Rand, w *World, partner int, own, parents []referral.Ad) []source {
	sites := w.promoted(r, w.Partners[partner])
	all := make([]source, 0, len(sites)+len(own))
	add := func(site int, ad referral.Ad, share float64) {
		s := p.source(r, w, partner, site, ad)
		s.weight = w.weights[partner] * share * math.Sqrt(w.sites[site].weight)
		if s.to.Sub(s.from) > 24*time.Hour {
			all = append(all, s)
		}
	}
	for n, site := range sites {
		add(site, referral.Ad{MediaType: mediaTypes.draw(r)}, 0.5/float64(n+1))
	}
	for n, ad := range own {
		if r.Float64() < 0.85 {
			add(pick(r, sites), ad, 1.6/math.Pow(float64(n+1), 0.9))
		}
	}
	if len(parents) > 0 && r.Float64() < 0.3 {
		add(sites[0], pick(r, parents), 0.6)
	}
	return all
}

// promoted draws the websites that a partner promotes, the one that it promotes most first.
func (w *World) promoted(r *rand.Rand, partner referral.Partner) []int {
	open := w.open(partner)
	weights := newWheel(len(open), func(i int) float64 { return w.sites[open[i]].weight })
	var drawn []int
	taken := map[int]bool{}
	for range 1 + r.IntN(5) {
		if site := open[weights.draw(r)]; !taken[site] {
			taken[site] = true
			drawn = append(drawn, site)
		}
	}
	return drawn
}

func (p Plan) source(r *rand.Rand, w *World, partner, site int, ad referral.Ad) source {
	owner := w.Partners[partner]
	s := source{
		partner: partner, site: site, ad: ad.Code, medium: media[ad.MediaType], home: w.homes[partner],
		ownHost: string(owner.Code) + ".example", from: owner.Joined.Add(time.Hour), to: p.lastVisit(w.sites[site]),
	}
	if ad.Created.After(s.from) {
		s.from = ad.Created
	}
	if s.from.Before(p.From()) {
		s.from = p.From()
	}
	if ad.Code != "" && r.Float64() < 0.6 { // most campaigns end
		if end := s.from.AddDate(0, 0, 20+r.IntN(200)); end.Before(s.to) {
			s.to = end
		}
	}
	if !owner.Ended.IsZero() { // links stay out in the world for a while
		if end := owner.Ended.AddDate(0, 0, 30); end.Before(s.to) {
			s.to = end
		}
	}
	return s
}
