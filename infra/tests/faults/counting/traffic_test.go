package counting_test

import (
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// There are few links and visitors, so that records meet in the same rows.
var (
	partners  = []referral.Code{"", "abc123", "kid456"}
	websites  = []referral.Code{"haircare", "skincare"}
	ads       = []referral.Code{"", "website2", "newsletter"}
	countries = []string{"", "DE"}
	devices   = []string{"mobile", "desktop"}
	browsers  = []string{"", "chrome"} // clicks that were written before browsers were told apart have none
	referrers = []string{"", "google.com"}
	// The last hour of a day, the first of the next, and one two months ago.
	times = []time.Time{noon.Add(11 * time.Hour), noon.Add(12 * time.Hour), noon.AddDate(0, -2, 0)}
)

func drawVisitor(t *rapid.T) referral.Visitor {
	return referral.Visitor{
		Country:  rapid.SampledFrom(countries).Draw(t, "country"),
		Device:   rapid.SampledFrom(devices).Draw(t, "device"),
		Browser:  rapid.SampledFrom(browsers).Draw(t, "browser"),
		Referrer: rapid.SampledFrom(referrers).Draw(t, "referrer"),
	}
}

func drawClick(t *rapid.T) referral.Click {
	c := referral.Click{
		At: rapid.SampledFrom(times).Draw(t, "at"), Website: rapid.SampledFrom(websites).Draw(t, "website"),
		Partner: rapid.SampledFrom(partners).Draw(t, "partner"), Kind: referral.Hit, Visitor: drawVisitor(t),
	}
	if c.Partner != "" {
		c.Ad = rapid.SampledFrom(ads).Draw(t, "ad")
	}
	switch rapid.IntRange(0, 7).Draw(t, "kind") {
	case 0:
		c.Kind = referral.Bot
	case 1, 2, 3:
		c.Unique = true
	case 4:
		c.Kind = referral.Prefetch
	}
	c.Ignored = rapid.SampledFrom([]referral.Ignored{
		referral.NothingIgnored, referral.NothingIgnored, referral.UnknownPartner, referral.UnknownAd,
	}).Draw(t, "ignored")
	return c
}

func drawEntry(t *rapid.T) referral.Entry {
	e := referral.Entry{
		At: rapid.SampledFrom(times).Draw(t, "at"), Partner: rapid.SampledFrom(partners).Draw(t, "partner"),
		Website: rapid.SampledFrom(append(websites, "")).Draw(t, "website"), Visitor: drawVisitor(t),
	}
	sign := rapid.SampledFrom([]int{1, 1, -1}).Draw(t, "sign")
	switch rapid.IntRange(0, 2).Draw(t, "type") {
	case 0:
		e.Leads = sign
	case 1:
		e.Subscriptions = sign
	case 2:
		e.Sales, e.Currency = sign, rapid.SampledFrom([]string{"USD", "EUR"}).Draw(t, "currency")
		e.Amount = int64(sign * rapid.IntRange(1, 1e6).Draw(t, "amount"))
	}
	return e
}

// clicks returns n clicks by different visitors on the links in turn.
func clicks(n, links int) []referral.Click {
	made := make([]referral.Click, n)
	for i := range made {
		link := i % links
		made[i] = referral.Click{
			At: noon.Add(time.Duration(i) * time.Millisecond), Website: websites[link%2],
			Partner: referral.Code("partner" + string(rune('a'+link%26))),
			Ad:      referral.Code("ad" + string(rune('a'+link/26))), Kind: referral.Hit, Unique: i%3 != 0,
			Visitor: referral.Visitor{
				Country: countries[i/links%2], Device: devices[i/links/2%2], Referrer: referrers[i/links/4%2],
			},
		}
	}
	return made
}
