package referral_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestScopeLimit(t *testing.T) {
	hair := click(referral.FromClick, "N", "abc123", day)
	earlier := click(referral.FromCustomer, "E", "abc123", day)
	named := candidate{Source: referral.FromPartner, Partner: "abc123", At: noon}
	namedEarlier := candidate{Source: referral.FromCustomer, Partner: "abc123", At: noon}
	all := referral.Scope{}
	unnamed := referral.Scope{NamesNoPartner: true}
	its := referral.Scope{Websites: []referral.Code{"haircare", "skincare"}}
	others := referral.Scope{Websites: []referral.Code{"skincare"}}
	othersUnnamed := referral.Scope{Websites: []referral.Code{"skincare"}, NamesNoPartner: true}

	for name, test := range map[string]struct {
		scope     referral.Scope
		candidate candidate
		want      referral.Reason
	}{
		"a click, without a limit":                            {all, hair, ""},
		"a click of a website of the key":                     {its, hair, ""},
		"a click of another website":                          {others, hair, referral.OtherWebsite},
		"a customer of a website of the key":                  {its, earlier, ""},
		"a customer of another website":                       {others, earlier, referral.OtherWebsite},
		"a named partner, without a limit":                    {all, named, ""},
		"a named partner, within websites":                    {others, named, ""},
		"a named partner, by a key that may not name":         {unnamed, named, referral.NamingNotAllowed},
		"a partner named earlier, within websites":            {others, namedEarlier, ""},
		"a partner named earlier, by a key that may not name": {unnamed, namedEarlier, ""},
		"a partner named earlier, with both limits":           {othersUnnamed, namedEarlier, referral.OtherWebsite},
		"what another scope excluded":                         {all, others.Limit(hair), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := test.scope.Limit(test.candidate).Excluded; got != test.want {
				t.Errorf("excluded for %q; want %q", got, test.want)
			}
		})
	}
}

func TestWhatAScopeExcludesNeverEarns(t *testing.T) {
	others := referral.Scope{Websites: []referral.Code{"skincare"}}
	excluded := others.Limit(click(referral.FromClick, "N", "abc123", day))
	bot := with(excluded, func(c *candidate) { c.Bot = true })
	missing := others.Limit(candidate{Source: referral.FromClick, Missing: true,
		ClickID: strings.Repeat("n", referral.ClickIDLength)})
	ours := click(referral.FromCustomer, "E", "kid456", 9*day)
	ours.Website = "skincare"
	for _, model := range []referral.Model{referral.LatestClick, referral.FirstClick} {
		rule := referral.Rule{Model: model}
		d := referral.Attribute(noon, []candidate{excluded, others.Limit(ours)}, rule)
		if winner, ok := d.Winner(); !ok || winner.Partner != "kid456" {
			t.Errorf("%s: %+v", model, d.Verdicts)
		}
	}
	for c, want := range map[*candidate]referral.Reason{
		&excluded: referral.OtherWebsite, &bot: referral.OtherWebsite, &missing: referral.ClickNotSeen,
	} {
		d := referral.Attribute(noon, []candidate{*c}, referral.DefaultRule)
		if v := d.Verdicts[0]; v.Won || v.Reason != want || v.Reason.Message() == "" {
			t.Errorf("%+v; want %s", v, want)
		}
	}
}

func TestAKeyHasAtMostFiftyWebsites(t *testing.T) {
	key := referral.NewMerchantKey("sp_secret", "main", "Shop", time.Now())
	for i := range 51 {
		if got := badFields(key.Check()); got != "" {
			t.Errorf("%d websites: %s", i, got)
		}
		key.Scope.Websites = append(key.Scope.Websites, referral.Code(fmt.Sprintf("site-%d", i)))
	}
	if got := badFields(key.Check()); got != "websites" {
		t.Errorf("51 websites: %q", got)
	}
}

func TestSameCredit(t *testing.T) {
	credit := &referral.Credit{Partner: "abc123", Website: "haircare", Ad: "website2", ClickID: "N"}
	others := []*referral.Credit{
		nil,
		{Partner: "kid456", Website: "haircare", Ad: "website2"},
		{Partner: "abc123", Website: "skincare", Ad: "website2"},
		{Partner: "abc123", Website: "haircare"},
	}
	if !credit.Same(&referral.Credit{Partner: "abc123", Website: "haircare", Ad: "website2"}) || !others[0].Same(nil) {
		t.Error("the same credit is not the same")
	}
	if slices.ContainsFunc(others, credit.Same) || others[0].Same(credit) {
		t.Error("another credit is the same")
	}
}
