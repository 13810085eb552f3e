package stats

import (
	"context"
	"time"

	"signpost/shared/click"
	"signpost/shared/referral"
)

// Visits say what became of a day's visits to a tracking link, and by which rule.
type Visits struct {
	Website string       `json:"website" example:"haircare"`
	Partner string       `json:"partner" doc:"Empty for links that name none"`
	Ad      string       `json:"ad" doc:"Empty for links that name none"`
	Day     string       `json:"day" format:"date" doc:"UTC"`
	AsOf    time.Time    `json:"asOf" doc:"When they were read; the last seconds before that may be missing"`
	Now     []string     `json:"now" nullable:"false" doc:"Why a visit now would not do what the link says"`
	Counted []VisitCount `json:"counted" nullable:"false" doc:"All that was recorded"`
	// Unrecorded are rules of which no number can be known.
	Unrecorded []string `json:"unrecorded" nullable:"false" doc:"Requests that leave no record, each by its rule"`
}

// VisitCount is a number of visits and the rule that they were counted by.
type VisitCount struct {
	What string `json:"what" example:"prefetches" doc:"hits, uniques, bots, prefetches, or what was ignored"`
	// Of is which links the number is of. What was asked for in vain is not kept, so hits of whose
	// link something was ignored can't be told by link.
	Of     string `json:"of" enum:"link,partner,website" doc:"The link, all of the partner, or all to the website"`
	Visits int64  `json:"visits"`
	Rule   string `json:"rule"`
}

// VisitsOutput is the answer to a question about visits.
type VisitsOutput struct{ Body Visits }

// VisitsParameters name a link and a day.
type VisitsParameters struct {
	Website string `query:"website" required:"true" example:"haircare"`
	Partner string `query:"partner"`
	Ad      string `query:"ad"`
	Day     string `query:"day" format:"date" doc:"UTC; today if it is absent"`
}

// VisitsDescription is what both operations on visits do.
const VisitsDescription = "Says why a click was not counted: what was recorded of the visits to a link on a day, and " +
	"by which rule. What visitors asked for in vain is not kept, only why it was ignored."

// VisitsQuery is a link, which need not lead anywhere, and a day.
type VisitsQuery struct {
	Website, Partner, Ad referral.Code
	Day                  referral.Day
}

// Query reads the parameters. The error is of kind Invalid and names each bad one.
func (p VisitsParameters) Query(today referral.Day) (VisitsQuery, error) {
	var bad referral.FieldErrors
	q := VisitsQuery{Day: today}
	for _, f := range []struct {
		name, value string
		into        *referral.Code
	}{{"website", p.Website, &q.Website}, {"partner", p.Partner, &q.Partner}, {"ad", p.Ad, &q.Ad}} {
		if f.value != "" || f.name == "website" {
			code, err := referral.ParseCode(f.value)
			bad.AddErr(f.name, err)
			*f.into = code
		}
	}
	if p.Day != "" {
		day, err := referral.ParseDay(p.Day)
		bad.AddErr("day", err)
		q.Day = day
	}
	return q, bad.Err()
}

// Period returns the hours of the day.
func (q VisitsQuery) Period() referral.Period { return referral.HoursOf(q.Day, q.Day) }

// target is what a visit to the link names.
func (q VisitsQuery) target() click.Target {
	return click.Target{
		Website: q.Website, Partner: q.Partner, Ad: q.Ad, NamedPartner: q.Partner != "", NamedAd: q.Ad != "",
	}
}

// ReadVisits answers a query from counters, and from what links say of the link at this moment.
// What was counted for nobody is part of the answer if uncredited says so.
func ReadVisits(
	ctx context.Context, q VisitsQuery, at time.Time, read Reader, links click.Directory, uncredited bool,
) (*VisitsOutput, error) {
	found, err := click.NewLinks(links).Find(ctx, q.target(), at)
	if err != nil {
		return nil, err
	}
	v := Visits{
		Website: string(q.Website), Partner: string(q.Partner), Ad: string(q.Ad), Day: string(q.Day),
		AsOf: at.UTC().Truncate(time.Millisecond), Now: click.Decide(q.target(), found).Why(), Unrecorded: unrecorded,
	}
	link, partner, err := visitsOf(ctx, q, q.Partner, read)
	if err != nil {
		return nil, err
	}
	v.count("link", link, linkRules)
	if q.Partner != "" {
		v.countIgnored("partner", partner, adRules)
	}
	if uncredited {
		_, nobody, err := visitsOf(ctx, q, "", read)
		if err != nil {
			return nil, err
		}
		v.countIgnored("website", nobody, partnerRules)
	}
	return &VisitsOutput{v}, nil
}

// visitsOf adds up what was counted for a partner on the website: with the ad, and in all.
func visitsOf(
	ctx context.Context, q VisitsQuery, partner referral.Code, read Reader,
) (link, all referral.Counts, err error) {
	for l, err := range read(ctx, partner) {
		if err != nil {
			return link, all, err
		}
		if l.Cell.Website != q.Website {
			continue
		}
		all.Add(l.Counts)
		if l.Cell.Ad == q.Ad {
			link.Add(l.Counts)
		}
	}
	return link, all, nil
}

func (v *Visits) count(of string, c referral.Counts, rules []visitRule) {
	for _, r := range rules {
		v.Counted = append(v.Counted, VisitCount{What: r.what, Of: of, Visits: r.number(c), Rule: r.says})
	}
}

func (v *Visits) countIgnored(of string, c referral.Counts, rules []ignoredRule) {
	for _, r := range rules {
		v.Counted = append(v.Counted, VisitCount{What: r.why.String(), Of: of, Visits: c.Ignored[r.why], Rule: r.says})
	}
}
