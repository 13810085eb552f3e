package year

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"signpost/shared/referral"
)

// How large a year's world is.
const (
	partnersInAll = 200
	firstTier     = 12 // partners whom nobody recruited
	secondTier    = 62 // whom one of these recruited; the rest was recruited by the second tier
	adsInAll      = 1000
)

// World is who takes part in a year. Everything in it passes its Check.
type World struct {
	Programs []referral.Program
	Websites []referral.Website // each with the Status that it has at the end
	Partners []referral.Partner // parents before their children
	Ads      []referral.Ad
	Links    []referral.Link
	Keys     []Key

	sites    []site // Websites, with what their visitors do
	homes    []int  // where each partner is: an index of places
	weights  []float64
	children map[referral.Code][]referral.Code
}

// Key is a merchant's key and the secret that opens it.
type Key struct {
	referral.MerchantKey
	Secret string
}

// World makes the plan's world.
func (p Plan) World() *World {
	r := p.random(ofWorld)
	w := &World{Programs: programs, children: map[referral.Code][]referral.Code{}}
	w.makeSites(p)
	for _, s := range w.sites {
		w.Websites = append(w.Websites, s.Website)
	}
	w.makePartners(r, p)
	w.makeAds(r, p)
	w.makeLinks(r, p)
	w.makeKeys(p)
	return w
}

func logNormal(r *rand.Rand, sigma float64) float64 { return math.Exp(r.NormFloat64() * sigma) }

// makePartners makes the tiers from the top. Who is early has more children, and more visitors.
func (w *World) makePartners(r *rand.Rand, p Plan) {
	taken := map[referral.Code]bool{}
	for i := range partnersInAll {
		partner := referral.Partner{Status: referral.Active, Joined: joined(r, p)}
		partner.Name, partner.Code = newName(r, taken)
		if parent := w.recruiter(r, i); parent != nil {
			partner.Parent = parent.Code
			if earliest := parent.Joined.Add(24 * time.Hour); partner.Joined.Before(earliest) {
				partner.Joined = earliest
			}
			w.children[parent.Code] = append(w.children[parent.Code], partner.Code)
		}
		switch i % 67 {
		case 20:
			partner.Name = longName(partner.Name+", formerly", "and partners")
		case 31, 55:
			partner.AttributionDays = new(14 + r.IntN(17))
		}
		partner.Email = string(partner.Code) + "@example.com"
		partner.Programs = programsOf(r, i)
		w.end(r, p, i, &partner)
		w.Partners = append(w.Partners, partner)
		w.homes = append(w.homes, anywhere.draw(r))
		w.weights = append(w.weights, logNormal(r, 0.5)/math.Pow(float64(i%firstTier*9+i/firstTier+3), 1.25))
	}
}

// joined draws when a partner joined: most did before the year began.
func joined(r *rand.Rand, p Plan) time.Time {
	if r.Float64() < 0.8 {
		return p.From().Add(-time.Duration(1+r.IntN(700)) * 24 * time.Hour).Add(9 * time.Hour)
	}
	return p.From().Add(time.Duration(r.Float64() * 0.8 * float64(p.Until.Sub(p.From()))).Truncate(time.Second))
}

func newName(r *rand.Rand, taken map[referral.Code]bool) (string, referral.Code) {
	for {
		name, base := partnerName(r)
		if code := referral.Code(base); !taken[code] {
			taken[code] = true
			return name, code
		}
	}
}

// recruiter draws who recruited partner i, nil for nobody: somebody of the tier above.
func (w *World) recruiter(r *rand.Rand, i int) *referral.Partner {
	from, to := 0, firstTier-2 // two of the first tier recruit nobody
	switch {
	case i < firstTier:
		return nil
	case i >= firstTier+secondTier:
		from, to = firstTier, firstTier+secondTier
	}
	skewed := math.Pow(r.Float64(), 2.2)
	return &w.Partners[from+int(skewed*float64(to-from))]
}

// programsOf draws the programs of partner i. All are in one at least.
func programsOf(r *rand.Rand, i int) []referral.Code {
	var in []referral.Code
	for n, program := range programs {
		if r.Float64() < [...]float64{0.85, 0.45, 0.5, 0.2}[n] || n == i%len(programs) && r.Float64() < 0.4 {
			in = append(in, program.Code)
		}
	}
	if len(in) == 0 {
		in = append(in, programs[0].Code)
	}
	slices.Sort(in)
	return in
}

// end makes some partners inactive, most of them some time ago.
func (w *World) end(r *rand.Rand, p Plan, i int, partner *referral.Partner) {
	if i%23 != 19 {
		return
	}
	left := p.Until.Sub(partner.Joined)
	partner.Status = referral.Inactive
	partner.Ended = partner.Joined.Add(time.Duration((0.4 + 0.5*r.Float64()) * float64(left))).Truncate(time.Second)
}

// mediaTypes are how often each is made an ad of.
var mediaTypes = choose(
	weighted[string]{22, "email"}, weighted[string]{24, "social"}, weighted[string]{17, "blog"},
	weighted[string]{14, "banner"}, weighted[string]{9, "video"}, weighted[string]{5, "text"},
	weighted[string]{4, "qr"}, weighted[string]{3, "print"}, weighted[string]{2, "other"},
)

// makeAds gives busy partners more ads than others, and some none.
func (w *World) makeAds(r *rand.Rand, p Plan) {
	makers := newWheel(len(w.Partners), func(i int) float64 {
		if i%17 == 11 {
			return 0
		}
		return math.Sqrt(w.weights[i])
	})
	taken := map[referral.Code]bool{}
	for len(w.Ads) < adsInAll {
		partner := w.Partners[makers.draw(r)]
		code, err := referral.MakeCode(byteReader{r})
		if err != nil || taken[code] {
			continue
		}
		taken[code] = true
		w.Ads = append(w.Ads, newAd(r, p, partner, code, len(w.Ads)))
	}
}

func newAd(r *rand.Rand, p Plan, partner referral.Partner, code referral.Code, i int) referral.Ad {
	begin := partner.Joined
	if begin.Before(p.From()) {
		begin = p.From().Add(-120 * 24 * time.Hour)
	}
	later := math.Pow(r.Float64(), 1.6) * 0.95 * float64(p.Until.Sub(begin))
	created := begin.Add(time.Duration(later)).Truncate(time.Second)
	ad := referral.Ad{
		Code: code, Partner: partner.Code, MediaType: mediaTypes.draw(r), Created: created, Status: referral.Active,
	}
	ad.Name, ad.Description = adName(r, ad.MediaType)
	if i%97 == 5 {
		ad.Name = longName(ad.Name+", second attempt with the picture that everybody liked", "and another title")
	}
	start := created.AddDate(0, 0, r.IntN(4))
	if r.Float64() < 0.08 { // announced for later, but people used the link at once
		start = created.AddDate(0, 0, 7+r.IntN(14))
	}
	ad.StartDate = referral.DayOf(start)
	if r.Float64() < 0.13 && created.Before(p.Until.AddDate(0, -2, 0)) {
		ad.Status = referral.Archived
	}
	return ad
}

// byteReader reads random bytes.
type byteReader struct{ r *rand.Rand }

// Read implements io.Reader. It never fails.
func (b byteReader) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = byte(b.r.Uint32())
	}
	return len(into), nil
}

// open returns the websites that a partner may promote: indexes of sites.
func (w *World) open(partner referral.Partner) []int {
	var open []int
	for i, s := range w.sites {
		if partner.MayPromote(s.Website) {
			open = append(open, i)
		}
	}
	return open
}

// makeLinks makes links that partners generated, and some that parents generated for their
// children.
func (w *World) makeLinks(r *rand.Rand, p Plan) {
	for _, partner := range w.Partners {
		open := w.open(partner)
		maker := partner.Code
		if partner.Parent != "" && r.Float64() < 0.15 {
			maker = partner.Parent
		}
		for range 1 + r.IntN(4) {
			w.Links = append(w.Links, referral.Link{
				Website: w.sites[pick(r, open)].Code, Partner: partner.Code, Maker: maker,
				CreatedAt: partner.Joined.Add(time.Duration(r.Float64() * float64(p.Until.Sub(partner.Joined)))),
			})
		}
	}
}

// makeKeys gives each merchant a key. That of the last merchant may earn for its own websites only,
// and name no partner.
func (w *World) makeKeys(p Plan) {
	own := map[referral.Code][]referral.Code{}
	var merchants []referral.Code
	for _, s := range w.sites {
		if own[s.merchant] == nil {
			merchants = append(merchants, s.merchant)
		}
		own[s.merchant] = append(own[s.merchant], s.Code)
	}
	for i, merchant := range merchants {
		secret := fmt.Sprintf("demo-%s-key", merchant)
		name := strings.ToUpper(string(merchant[:1])) + string(merchant[1:]) + " shop server"
		key := referral.NewMerchantKey(secret, merchant, name, p.From())
		if i == len(merchants)-1 {
			slices.Sort(own[merchant])
			key.Scope = referral.Scope{Websites: own[merchant], NamesNoPartner: true}
		}
		w.Keys = append(w.Keys, Key{key, secret})
	}
}

// Guides returns partners to look at: a busy one, the one with the most children, and one of these.
func (w *World) Guides() (busiest, parent, child referral.Code) {
	most := 0.0
	for i, p := range w.Partners {
		if p.Active() && w.weights[i] > most {
			busiest, most = p.Code, w.weights[i]
		}
		if p.Active() && len(w.children[p.Code]) > len(w.children[parent]) {
			parent = p.Code
		}
	}
	for _, p := range w.Partners {
		if p.Active() && p.Parent == parent {
			child = p.Code
		}
	}
	return busiest, parent, child
}
