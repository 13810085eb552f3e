package referral_test

import (
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestWhoMayGenerateWhichLink(t *testing.T) {
	standard := []referral.Code{"standard"}
	boss := referral.Partner{Code: "abc123", Status: referral.Active, Programs: standard}
	kid := referral.Partner{Code: "kid456", Parent: "abc123", Status: referral.Active, Programs: standard}
	other := referral.Partner{Code: "solo789", Status: referral.Active, Programs: standard}
	site := referral.Website{Code: "haircare", Status: referral.Active, Programs: standard}
	ad := referral.Ad{Code: "website2", Partner: "abc123", Status: referral.Active}

	goneBoss, goneKid, tradeKid := boss, kid, kid
	goneBoss.Status, goneKid.Status, tradeKid.Programs = referral.Inactive, referral.Inactive, nil
	archived, closed, oldAd := site, site, ad
	archived.Status, closed.Programs, oldAd.Status = referral.Archived, []referral.Code{"trade"}, referral.Archived

	for name, test := range map[string]struct {
		maker, credited referral.Partner
		website         referral.Website
		ad              *referral.Ad
		want            string // what is said not to exist, "" if the link may be generated
	}{
		"for oneself":                {boss, boss, site, &ad, ""},
		"for a child":                {boss, kid, site, &ad, ""},
		"without an ad":              {kid, kid, site, nil, ""},
		"for the parent":             {kid, boss, site, nil, "partner"},
		"for a stranger":             {boss, other, site, nil, "partner"},
		"for an inactive child":      {boss, goneKid, site, nil, "partner"},
		"by an inactive partner":     {goneBoss, goneBoss, site, nil, "partner"},
		"to an archived website":     {boss, boss, archived, nil, "website"},
		"to a closed website":        {boss, boss, closed, nil, "website"},
		"to one closed to the child": {boss, tradeKid, site, nil, "website"},
		"with the parent's ad":       {kid, kid, site, &ad, "ad"},
		"with an archived ad":        {boss, boss, site, &oldAd, "ad"},
	} {
		err := referral.CheckLink(test.maker, test.credited, test.website, test.ad)
		if test.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		} else if referral.CodeOf(err) != referral.NotFound || !strings.HasSuffix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func TestThePathOfALink(t *testing.T) {
	for want, link := range map[string]referral.Link{
		"/go/haircare":                 {Website: "haircare"},
		"/go/haircare/abc123":          {Website: "haircare", Partner: "abc123"},
		"/go/haircare/abc123/website2": {Website: "haircare", Partner: "abc123", Ad: "website2", Maker: "boss"},
	} {
		if got := link.Path(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
