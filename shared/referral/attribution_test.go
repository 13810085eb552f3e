package referral_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

func days(n int) *int { return &n }

// click makes a candidate whose click was so long before noon.
func click(source referral.Source, id string, partner referral.Code, ago time.Duration) referral.Candidate {
	return referral.Candidate{Source: source, ClickID: id, Partner: partner, Website: "haircare", At: noon.Add(-ago)}
}

func with(c referral.Candidate, change func(*referral.Candidate)) referral.Candidate {
	change(&c)
	return c
}

const day = 24 * time.Hour

func TestAttribute(t *testing.T) {
	named := click(referral.FromClick, "N", "named", 2*day)
	early := click(referral.FromCustomer, "E", "early", 9*day)
	late := click(referral.FromCustomer, "L", "late", day)
	partner := referral.Candidate{Source: referral.FromPartner, Partner: "asked", At: noon}
	window := func(n int) func(*referral.Candidate) { return func(c *referral.Candidate) { c.Window = days(n) } }
	ended := func(ago time.Duration) func(*referral.Candidate) {
		return func(c *referral.Candidate) { c.Ended = noon.Add(-ago) }
	}
	tests := map[string]struct {
		model      referral.Model
		candidates []referral.Candidate
		winner     referral.Code
		reasons    []referral.Reason
	}{
		"nobody": {referral.LatestClick, nil, "", nil},
		"the named click comes before history and the named partner": {referral.LatestClick, []referral.Candidate{partner, late, early, named}, "named",
			[]referral.Reason{referral.NamedClick, referral.Outranked, referral.Outranked, referral.Outranked}},
		"the latest of the customer's history": {referral.LatestClick, []referral.Candidate{partner, early, late}, "late",
			[]referral.Reason{referral.CustomerHistory, referral.Outranked, referral.Outranked}},
		"the first of all clicks": {referral.FirstClick, []referral.Candidate{partner, late, named, early}, "early",
			[]referral.Reason{referral.CustomerHistory, referral.Outranked, referral.Outranked, referral.Outranked}},
		"the named click when it is the first": {referral.FirstClick, []referral.Candidate{late, named}, "named",
			[]referral.Reason{referral.NamedClick, referral.Outranked}},
		"the named partner when nothing else is known": {referral.LatestClick, []referral.Candidate{partner}, "asked",
			[]referral.Reason{referral.NamedPartner}},
		"bots never earn": {referral.LatestClick, []referral.Candidate{with(named, func(c *referral.Candidate) { c.Bot = true }), late}, "late",
			[]referral.Reason{referral.ByBot, referral.CustomerHistory}},
		"a click that is not there yet": {referral.LatestClick,
			[]referral.Candidate{with(named, func(c *referral.Candidate) { c.Missing, c.Partner, c.At = true, "", time.Time{} }), partner}, "asked",
			[]referral.Reason{referral.ClickNotSeen, referral.NamedPartner}},
		"a visit without partner": {referral.LatestClick, []referral.Candidate{with(named, func(c *referral.Candidate) { c.Partner = "" })}, "",
			[]referral.Reason{referral.NobodyCredited}},
		"a partner that does not exist": {referral.LatestClick, []referral.Candidate{partner.Know(nil)}, "",
			[]referral.Reason{referral.PartnerUnknown}},
		"at the very end of the window": {referral.LatestClick, []referral.Candidate{with(named, window(2))}, "named",
			[]referral.Reason{referral.NamedClick}},
		"past the window": {referral.LatestClick, []referral.Candidate{with(named, window(1))}, "",
			[]referral.Reason{referral.OutsideWindow}},
		"past the window, within the skew of clocks": {referral.LatestClick, []referral.Candidate{with(click(referral.FromClick, "N", "named", day+15*time.Minute), window(1))}, "named",
			[]referral.Reason{referral.NamedClick}},
		"no window is no limit": {referral.LatestClick, []referral.Candidate{click(referral.FromClick, "N", "named", 5000*day)}, "named",
			[]referral.Reason{referral.NamedClick}},
		"a click after the conversion, by a clock that is off": {referral.LatestClick, []referral.Candidate{click(referral.FromClick, "N", "named", -15*time.Minute)}, "named",
			[]referral.Reason{referral.NamedClick}},
		"a click after the conversion": {referral.LatestClick, []referral.Candidate{click(referral.FromClick, "N", "named", -16*time.Minute)}, "",
			[]referral.Reason{referral.AfterConversion}},
		"a partner earns until its end": {referral.LatestClick, []referral.Candidate{with(named, ended(-time.Second))}, "named",
			[]referral.Reason{referral.NamedClick}},
		"and nothing from then on": {referral.LatestClick, []referral.Candidate{with(named, ended(0)), late}, "late",
			[]referral.Reason{referral.PartnerEnded, referral.CustomerHistory}},
		"one click twice is one candidate": {referral.LatestClick, []referral.Candidate{with(named, func(c *referral.Candidate) { c.Source = referral.FromCustomer }), named}, "named",
			[]referral.Reason{referral.NamedClick}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			decision := referral.Attribute(noon, test.candidates, referral.Rule{Model: test.model, Version: 3})
			winner, _ := decision.Winner()
			if winner.Partner != test.winner || decision.Rule.Version != 3 {
				t.Errorf("winner = %q, want %q", winner.Partner, test.winner)
			}
			var reasons []referral.Reason
			for _, v := range decision.Verdicts {
				reasons = append(reasons, v.Reason)
				if v.Reason.Message() == "" {
					t.Errorf("reason %q has no message", v.Reason)
				}
			}
			if !slices.Equal(reasons, test.reasons) {
				t.Errorf("reasons = %v, want %v", reasons, test.reasons)
			}
		})
	}
}

func TestKnowTellsWhenAPartnerEnded(t *testing.T) {
	joined, ended := noon.AddDate(-1, 0, 0), noon.AddDate(0, -1, 0)
	for name, test := range map[string]struct {
		partner referral.Partner
		want    time.Time
	}{
		"active":                  {referral.Partner{Status: referral.Active, Joined: joined}, time.Time{}},
		"ended":                   {referral.Partner{Status: referral.Inactive, Joined: joined, Ended: ended}, ended},
		"inactive from the start": {referral.Partner{Status: referral.Inactive, Joined: joined}, joined},
	} {
		if got := (referral.Candidate{}).Know(&test.partner); !got.Ended.Equal(test.want) || got.Unknown {
			t.Errorf("%s: Know = %+v, want end %v", name, got, test.want)
		}
	}
}

func TestAttributionProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		candidates := rapid.SliceOfN(rapid.Custom(drawCandidate), 0, 8).Draw(t, "candidates")
		rule := referral.Rule{Model: rapid.SampledFrom([]referral.Model{referral.LatestClick, referral.FirstClick}).Draw(t, "model")}
		decision := referral.Attribute(noon, candidates, rule)
		winner, won := decision.Winner()

		shuffled := rapid.Permutation(candidates).Draw(t, "order")
		if again, _ := referral.Attribute(noon, shuffled, rule).Winner(); again.Partner != winner.Partner || again.ClickID != winner.ClickID {
			t.Fatalf("the order of the candidates matters: %+v or %+v", winner, again)
		}
		winners := 0
		for _, v := range decision.Verdicts {
			if v.Won {
				winners++
			}
			alone := referral.Attribute(noon, []referral.Candidate{v.Candidate}, rule)
			if _, able := alone.Winner(); able && !won {
				t.Fatalf("%+v could have earned, and nobody did", v.Candidate)
			} else if v.Won && !able {
				t.Fatalf("%+v won and may not", v.Candidate)
			}
		}
		if winners > 1 || won != (winners == 1) {
			t.Fatalf("%d winners", winners)
		}
		if won && (winner.Bot || winner.Missing || winner.Partner == "" || !winner.Ended.IsZero() && !noon.Before(winner.Ended)) {
			t.Fatalf("%+v earned", winner)
		}
	})
}

func drawCandidate(t *rapid.T) referral.Candidate {
	c := referral.Candidate{
		Source:  rapid.SampledFrom([]referral.Source{referral.FromClick, referral.FromCustomer, referral.FromPartner}).Draw(t, "source"),
		At:      noon.Add(time.Duration(rapid.IntRange(-50, 2).Draw(t, "hours")) * 12 * time.Hour),
		Partner: rapid.SampledFrom([]referral.Code{"", "abc123", "kid456", "solo789"}).Draw(t, "partner"),
		Bot:     rapid.IntRange(0, 9).Draw(t, "bot") == 0,
		Missing: rapid.IntRange(0, 9).Draw(t, "missing") == 0,
	}
	if c.Source != referral.FromPartner {
		// A click id is the click's alone, so what is known of the click follows from it.
		c.ClickID = string(c.Partner) + c.At.String()
	}
	if rapid.Bool().Draw(t, "window") {
		c.Window = days(rapid.IntRange(1, 30).Draw(t, "days"))
	}
	if rapid.IntRange(0, 4).Draw(t, "ended") == 0 {
		c.Ended = noon.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "end")) * time.Hour)
	}
	return c
}
