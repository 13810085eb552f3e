package referral_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

type candidate = referral.Candidate

const day = 24 * time.Hour

// click returns a candidate whose click was that long before noon.
func click(source referral.Source, id string, partner referral.Code, ago time.Duration) candidate {
	return candidate{Source: source, ClickID: id, Partner: partner, Website: "haircare", At: noon.Add(-ago)}
}

func with(c candidate, change func(*candidate)) candidate {
	change(&c)
	return c
}

func window(days int) func(*candidate) { return func(c *candidate) { c.Window = &days } }

// ended makes a candidate's partner inactive that long before noon.
func ended(ago time.Duration) func(*candidate) {
	return func(c *candidate) { c.Ended = noon.Add(-ago) }
}

func TestAttribute(t *testing.T) {
	named := click(referral.FromClick, "N", "named", 2*day)
	early := click(referral.FromCustomer, "E", "early", 9*day)
	late := click(referral.FromCustomer, "L", "late", day)
	partner := candidate{Source: referral.FromPartner, Partner: "asked", At: noon}
	bot := with(named, func(c *candidate) { c.Bot = true })
	inAdvance := with(named, func(c *candidate) { c.Prefetch = true })
	missing := candidate{Source: referral.FromClick, Missing: true}
	missing.ClickID = strings.Repeat("n", referral.ClickIDLength)
	malformed := candidate{Source: referral.FromClick, ClickID: "{click_id}", Missing: true}
	nobody := with(named, func(c *candidate) { c.Partner = "" })
	again := with(named, func(c *candidate) { c.Source = referral.FromCustomer })

	for name, test := range map[string]struct {
		model      referral.Model
		candidates []candidate
		winner     referral.Code
		reasons    []referral.Reason // of all candidates, by rank
	}{
		"no candidates": {referral.LatestClick, nil, "", nil},
		"the named click comes before the history and the named partner": {
			referral.LatestClick, []candidate{partner, late, early, named}, "named",
			[]referral.Reason{referral.NamedClick, referral.Outranked, referral.Outranked, referral.Outranked},
		},
		"the latest click of the customer's history": {
			referral.LatestClick, []candidate{partner, early, late}, "late",
			[]referral.Reason{referral.CustomerHistory, referral.Outranked, referral.Outranked},
		},
		"the first of all clicks": {
			referral.FirstClick, []candidate{partner, late, named, early}, "early",
			[]referral.Reason{referral.CustomerHistory, referral.Outranked, referral.Outranked, referral.Outranked},
		},
		"the named click when it is the first": {
			referral.FirstClick, []candidate{late, named}, "named",
			[]referral.Reason{referral.NamedClick, referral.Outranked},
		},
		"the named partner when nothing else is known": {
			referral.LatestClick, []candidate{partner}, "asked",
			[]referral.Reason{referral.NamedPartner},
		},
		"bots never earn": {
			referral.LatestClick, []candidate{bot, late}, "late",
			[]referral.Reason{referral.ByBot, referral.CustomerHistory},
		},
		"what a browser asks for in advance never earns": {
			referral.LatestClick, []candidate{inAdvance, late}, "late",
			[]referral.Reason{referral.ByPrefetch, referral.CustomerHistory},
		},
		"a click that has not arrived yet": {
			referral.LatestClick, []candidate{missing, partner}, "asked",
			[]referral.Reason{referral.ClickNotSeen, referral.NamedPartner},
		},
		"what is no click id": {
			referral.LatestClick, []candidate{malformed, partner}, "asked",
			[]referral.Reason{referral.ClickMalformed, referral.NamedPartner},
		},
		"a visit without a partner": {
			referral.LatestClick, []candidate{nobody}, "",
			[]referral.Reason{referral.NobodyCredited},
		},
		"a partner that does not exist": {
			referral.LatestClick, []candidate{partner.Know(nil)}, "",
			[]referral.Reason{referral.PartnerUnknown},
		},
		"at the very end of the window": {
			referral.LatestClick, []candidate{with(named, window(2))}, "named",
			[]referral.Reason{referral.NamedClick},
		},
		"past the window": {
			referral.LatestClick, []candidate{with(named, window(1))}, "",
			[]referral.Reason{referral.OutsideWindow},
		},
		"past the window, but within the clock skew": {
			referral.LatestClick,
			[]candidate{with(click(referral.FromClick, "N", "named", day+15*time.Minute), window(1))}, "named",
			[]referral.Reason{referral.NamedClick},
		},
		"without a window there is no limit": {
			referral.LatestClick, []candidate{click(referral.FromClick, "N", "named", 5000*day)}, "named",
			[]referral.Reason{referral.NamedClick},
		},
		"a click after the conversion, but within the clock skew": {
			referral.LatestClick, []candidate{click(referral.FromClick, "N", "named", -15*time.Minute)}, "named",
			[]referral.Reason{referral.NamedClick},
		},
		"a click after the conversion": {
			referral.LatestClick, []candidate{click(referral.FromClick, "N", "named", -16*time.Minute)}, "",
			[]referral.Reason{referral.AfterConversion},
		},
		"a partner earns until it is made inactive": {
			referral.LatestClick, []candidate{with(named, ended(-time.Second))}, "named",
			[]referral.Reason{referral.NamedClick},
		},
		"and nothing from then on": {
			referral.LatestClick, []candidate{with(named, ended(0)), late}, "late",
			[]referral.Reason{referral.PartnerEnded, referral.CustomerHistory},
		},
		"the same click twice is one candidate": {
			referral.LatestClick, []candidate{again, named}, "named",
			[]referral.Reason{referral.NamedClick},
		},
	} {
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

func TestKnowSaysWhenAPartnerEnded(t *testing.T) {
	joined, ended := noon.AddDate(-1, 0, 0), noon.AddDate(0, -1, 0)
	for name, test := range map[string]struct {
		partner referral.Partner
		want    time.Time
	}{
		"active":                  {referral.Partner{Status: referral.Active, Joined: joined}, time.Time{}},
		"ended":                   {referral.Partner{Status: referral.Inactive, Joined: joined, Ended: ended}, ended},
		"inactive from the start": {referral.Partner{Status: referral.Inactive, Joined: joined}, joined},
	} {
		if got := (candidate{}).Know(&test.partner); !got.Ended.Equal(test.want) || got.Unknown {
			t.Errorf("%s: Know = %+v, want end %v", name, got, test.want)
		}
	}
}

func TestExactlyOneOfThoseWhoMayEarnDoesInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		candidates := rapid.SliceOfN(rapid.Custom(drawCandidate), 0, 8).Draw(t, "candidates")
		models := []referral.Model{referral.LatestClick, referral.FirstClick}
		rule := referral.Rule{Model: rapid.SampledFrom(models).Draw(t, "model")}
		decision := referral.Attribute(noon, candidates, rule)
		winner, won := decision.Winner()

		shuffled := rapid.Permutation(candidates).Draw(t, "order")
		again, _ := referral.Attribute(noon, shuffled, rule).Winner()
		if again.Partner != winner.Partner || again.ClickID != winner.ClickID {
			t.Fatalf("the order of the candidates matters: %+v or %+v", winner, again)
		}
		winners := 0
		for _, v := range decision.Verdicts {
			if v.Won {
				winners++
			}
			alone := referral.Attribute(noon, []candidate{v.Candidate}, rule)
			if _, able := alone.Winner(); able && !won {
				t.Fatalf("%+v could have earned, but nobody did", v.Candidate)
			} else if v.Won && !able {
				t.Fatalf("%+v won but may not earn", v.Candidate)
			}
		}
		if winners > 1 || won != (winners == 1) {
			t.Fatalf("%d winners", winners)
		}
		gone := !winner.Ended.IsZero() && !noon.Before(winner.Ended)
		if won && (winner.Bot || winner.Prefetch || winner.Missing || winner.Partner == "" || gone) {
			t.Fatalf("%+v earned", winner)
		}
	})
}

func drawCandidate(t *rapid.T) candidate {
	sources := []referral.Source{referral.FromClick, referral.FromCustomer, referral.FromPartner}
	c := candidate{
		Source:   rapid.SampledFrom(sources).Draw(t, "source"),
		At:       noon.Add(time.Duration(rapid.IntRange(-50, 2).Draw(t, "hours")) * 12 * time.Hour),
		Partner:  rapid.SampledFrom([]referral.Code{"", "abc123", "kid456", "solo789"}).Draw(t, "partner"),
		Bot:      rapid.IntRange(0, 9).Draw(t, "bot") == 0,
		Prefetch: rapid.IntRange(0, 9).Draw(t, "prefetch") == 0,
		Missing:  rapid.IntRange(0, 9).Draw(t, "missing") == 0,
	}
	if c.Source != referral.FromPartner {
		// A click id belongs to one click, so what is known about the click follows from it.
		c.ClickID = string(c.Partner) + c.At.String()
	}
	if rapid.Bool().Draw(t, "window") {
		c.Window = new(rapid.IntRange(1, 30).Draw(t, "days"))
	}
	if rapid.IntRange(0, 4).Draw(t, "ended") == 0 {
		c.Ended = noon.Add(time.Duration(rapid.IntRange(-2, 2).Draw(t, "end")) * time.Hour)
	}
	return c
}
