package year

import (
	"maps"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"signpost/shared/referral"
	"signpost/shared/ulid"
)

var until = time.Date(2026, time.November, 24, 18, 30, 0, 0, time.UTC)

func madeUp(seed uint64) (Plan, *World, *Clicks) {
	p := Plan{Seed: seed, Clicks: 30_000, Until: until}
	w := p.World()
	return p, w, p.Visits(w)
}

func TestTheSamePlanMakesTheSameYear(t *testing.T) {
	p, w, clicks := madeUp(1)
	_, w2, clicks2 := madeUp(1)
	_, _, others := madeUp(2)
	same := 0
	for i := range clicks.Len() {
		if clicks.At(i) != clicks2.At(i) {
			t.Fatalf("click %d differs: %+v, %+v", i, clicks.At(i), clicks2.At(i))
		}
		if clicks.At(i).ID == others.At(i).ID {
			same++
		}
	}
	if same > 0 {
		t.Errorf("another seed has %d of the clicks", same)
	}
	reports, reports2 := p.Reports(w, clicks), p.Reports(w2, clicks2)
	if len(reports) != len(reports2) || reports[9].Conversion.ExternalID != reports2[9].Conversion.ExternalID {
		t.Error("the reports differ")
	}
}

func TestPlansOfNonsense(t *testing.T) {
	for _, p := range []Plan{
		{Clicks: MinClicks - 1}, {Clicks: MaxClicks + 1}, {Clicks: -5}, {Seed: MaxSeed + 1, Clicks: 5000},
	} {
		if p.Check() == nil {
			t.Errorf("%+v passes", p)
		}
	}
	if err := (Plan{Clicks: MinClicks}).Check(); err != nil {
		t.Error(err)
	}
}

func TestTheWorldPassesItsOwnChecks(t *testing.T) {
	for seed := range uint64(5) {
		w := Plan{Seed: seed, Clicks: MinClicks, Until: until}.World()
		if len(w.Partners) != 200 || len(w.Websites) != 20 || len(w.Ads) != 1000 {
			t.Fatalf("%d partners, %d websites, %d ads", len(w.Partners), len(w.Websites), len(w.Ads))
		}
		for _, p := range w.Partners {
			checkCode(t, p.Code, p.Check())
		}
		for _, site := range w.Websites {
			checkCode(t, site.Code, site.Check("signpost.example"))
		}
		for _, ad := range w.Ads {
			checkCode(t, ad.Code, ad.Check())
		}
		for _, k := range w.Keys {
			checkCode(t, k.Merchant, k.Check())
		}
	}
}

func checkCode(t *testing.T, code referral.Code, err error) {
	t.Helper()
	if parsed, errCode := referral.ParseCode(string(code)); errCode != nil || parsed != code || err != nil {
		t.Errorf("%q: %v, %v", code, errCode, err)
	}
}

func TestTheWorldHasWhatReportsTripOver(t *testing.T) {
	_, w, clicks := madeUp(1)
	hits, early := map[referral.Code]bool{}, 0
	ads := map[referral.Code]referral.Ad{}
	for _, ad := range w.Ads {
		ads[ad.Code] = ad
	}
	for i := range clicks.Len() {
		c := clicks.At(i)
		hits[c.Ad] = true
		if c.Ad != "" && referral.DayOf(c.At) < ads[c.Ad].StartDate {
			early++
		}
	}
	tier := map[referral.Code]int{"": 0}
	tiers := map[int]int{}
	inactive, long := 0, 0
	for _, p := range w.Partners {
		tier[p.Code] = tier[p.Parent] + 1
		tiers[tier[p.Code]]++
		if !p.Active() {
			inactive++
		}
		if utf8.RuneCountInString(p.Name) == 100 {
			long++
		}
	}
	archivedAds, archivedSites := 0, 0
	for _, ad := range w.Ads {
		if ad.Status == referral.Archived {
			archivedAds++
		}
	}
	for _, site := range w.Websites {
		if site.Status == referral.Archived {
			archivedSites++
		}
	}
	for what, n := range map[string]int{
		"partners of the first tier": tiers[1], "of the second": tiers[2], "of the third": tiers[3],
		"inactive partners": inactive, "names of 100 characters": long, "hits before an ad's start": early,
		"archived ads": archivedAds, "archived websites": archivedSites, "ads without hits": len(w.Ads) - len(hits),
	} {
		if n <= 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
	if len(tiers) != 3 {
		t.Errorf("tiers: %v", tiers)
	}
}

func TestGuidesAreAFamily(t *testing.T) {
	for seed := range uint64(5) {
		w := Plan{Seed: seed, Clicks: MinClicks, Until: until}.World()
		partners := map[referral.Code]referral.Partner{}
		for _, p := range w.Partners {
			partners[p.Code] = p
		}
		busy, parent, child := w.Guides()
		for _, code := range []referral.Code{busy, parent, child} {
			if p := partners[code]; !p.Active() {
				t.Errorf("seed %d: %q is %q", seed, code, p.Status)
			}
		}
		if partners[child].Parent != parent {
			t.Errorf("seed %d: %s is no child of %s", seed, child, parent)
		}
	}
}

func TestClicksAreThoseOfTheRedirect(t *testing.T) {
	p, w, clicks := madeUp(1)
	if clicks.Len() != p.Clicks {
		t.Fatalf("%d clicks", clicks.Len())
	}
	type link struct {
		website, partner, ad referral.Code
		day                  referral.Day
		kind                 referral.Kind
	}
	partners, sites := map[referral.Code]referral.Partner{"": {}}, map[referral.Code]referral.Website{}
	for _, partner := range w.Partners {
		partners[partner.Code] = partner
	}
	for _, s := range w.Websites {
		sites[s.Code] = s
	}
	visits, firsts := map[string]link{}, map[string]int{}
	ids, before := map[referral.ClickID]bool{}, p.From()
	for i := range clicks.Len() {
		c := clicks.At(i)
		if _, err := referral.ParseClickID(string(c.ID)); err != nil || ids[c.ID] {
			t.Fatalf("click id %q: %v, twice %t", c.ID, err, ids[c.ID])
		}
		ids[c.ID] = true
		if at, ok := ulid.Time(c.ID.ULID()); !ok || !at.Equal(c.At) || c.At.Before(before) || !c.At.Before(p.Until) {
			t.Fatalf("click %d at %s, its id at %s, the one before at %s", i, c.At, at, before)
		}
		before = c.At
		l := link{c.Website, c.Partner, c.Ad, referral.DayOf(c.At), c.Kind}
		if known, seen := visits[c.ID.Visit()]; seen && known != l {
			t.Fatalf("one visit to %+v and %+v", known, l)
		}
		visits[c.ID.Visit()] = l
		if c.Unique {
			firsts[c.ID.Visit()]++
		}
		if partner := partners[c.Partner]; c.Partner != "" &&
			(!partner.MayPromote(sites[c.Website]) || c.At.Before(partner.Joined)) {
			t.Fatalf("%s has the credit for %s at %s", c.Partner, c.Website, c.At)
		}
	}
	for visit, l := range visits {
		if want := map[referral.Kind]int{referral.Hit: 1}[l.kind]; firsts[visit] != want {
			t.Fatalf("a visit by a %s has %d first clicks", l.kind, firsts[visit])
		}
	}
}

func TestTheRhythmOfAYear(t *testing.T) {
	_, _, clicks := madeUp(1)
	months, weekdays, countries := map[string]int{}, map[time.Weekday]int{}, map[string]int{}
	partners := map[referral.Code]int{}
	browsers := map[string]int{}
	bots, uniques := 0, 0
	for i := range clicks.Len() {
		c := clicks.At(i)
		months[c.At.Format("2006-01")]++
		weekdays[c.At.Weekday()]++
		countries[c.Country]++
		browsers[c.Browser]++
		partners[c.Partner]++
		if c.Kind == referral.Bot {
			bots++
		} else if c.Unique {
			uniques++
		}
	}
	hits := clicks.Len() - bots
	sorted := slices.Sorted(maps.Values(partners))
	for what, holds := range map[string]bool{
		"some 15 % are bots":                  bots*100 > 13*clicks.Len() && bots*100 < 17*clicks.Len(),
		"most hits are uniques, many are not": uniques*10 > 6*hits && uniques*10 < 9*hits,
		"December is busier than January":     months["2025-12"] > months["2026-01"]*5/4,
		"it grows":                            months["2026-10"] > months["2026-03"],
		"Tuesdays are busier than Saturdays":  weekdays[time.Tuesday] > weekdays[time.Saturday]*11/10,
		"visitors are from some 40 countries": len(countries) >= 38,
		"all browsers occur":                  len(browsers) == len(referral.Browsers)+1,
		"a tenth of the partners brings half": sum(sorted[len(sorted)*9/10:])*2 > clicks.Len(),
	} {
		if !holds {
			t.Errorf("not so: %s (%d bots, %d uniques, %v, %v, %d countries)", what, bots, uniques, months, weekdays,
				len(countries))
		}
	}
}

func sum(numbers []int) (sum int) {
	for _, n := range numbers {
		sum += n
	}
	return sum
}

func TestReportsAreThoseOfMerchants(t *testing.T) {
	p, w, clicks := madeUp(1)
	reports := p.Reports(w, clicks)
	kinds, currencies, merchants := map[referral.ConversionType]int{}, map[string]int{}, map[referral.Code]int{}
	known := map[string]referral.Conversion{}
	parts, withoutClick := 0, 0
	for i, r := range reports {
		c := r.Conversion
		if err := c.Check(r.Received); err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		if _, twice := known[c.ExternalID]; twice || i > 0 && r.Received.Before(reports[i-1].Received) {
			t.Fatalf("%s: twice %t, received %s", c.ExternalID, twice, r.Received)
		}
		known[c.ExternalID] = c
		kinds[c.Type]++
		merchants[c.Merchant]++
		if c.Currency != "" {
			currencies[c.Currency]++
		}
		if c.Type == referral.Refund && c.Amount != nil {
			parts++
		}
		if c.Type != referral.Refund && c.ClickID == "" && c.Customer == "" {
			withoutClick++
		}
	}
	for _, c := range known {
		if sale, ok := known[c.Sale]; c.Type == referral.Refund && (!ok || sale.Merchant != c.Merchant) {
			t.Errorf("the refund %s is of %+v", c.ExternalID, sale)
		}
	}
	if len(kinds) != 4 || len(currencies) != 3 || len(merchants) != 5 || parts == 0 || withoutClick == 0 {
		t.Errorf("%v %v %v, %d partial refunds, %d without anything", kinds, currencies, merchants, parts, withoutClick)
	}
}

func TestAWheelDrawsByWeight(t *testing.T) {
	r := Plan{Seed: 1}.random(ofVisits)
	w := newWheel(5, func(i int) float64 { return [...]float64{0, 3, 0, 1, 0}[i] })
	var drawn, within [5]int
	for range 4000 {
		drawn[w.draw(r)]++
		within[w.between(r, 2, 5)]++
	}
	if drawn[0]+drawn[2]+drawn[4] > 0 || drawn[1] < 2800 || drawn[1] > 3200 || within[3] != 4000 {
		t.Errorf("drawn %v, of the last three %v", drawn, within)
	}
}
