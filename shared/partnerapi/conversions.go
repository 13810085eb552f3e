package partnerapi

import (
	"context"
	"net/http"
	"time"

	"signpost/shared/api"
	"signpost/shared/records"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// RecordStore has conversions, and the names of what they are credited for; *table.Table has both.
type RecordStore interface {
	Family
	records.Store
	NamesOf(ctx context.Context, partners, websites, ads []referral.Code) (table.Names, error)
}

// Records are the conversions of partners, one by one.
type Records struct {
	Store    RecordStore
	Activity Activity
	Now      func() time.Time
	// Zone is the time zone of days, and of the times in words.
	Zone *time.Location
}

type conversions struct {
	api *api.API
	Records
}

const conversionsPath = "/api/conversions/mine"

// RegisterConversions adds the list of the caller's own conversions.
func RegisterConversions(a *api.API, r Records) {
	op := get(conversionsPath, "listMyConversions",
		"List the conversions of you and the partners that you recruited, the newest first", "Conversions")
	op.Errors = []int{http.StatusNotFound}
	op.Description = describeConversions
	api.ForPartner(a, op, conversions{a, r}.list)
}

const describeConversions = "Leads, sales and subscriptions that you have, or have had, the credit for, and the " +
	"refunds that took from you, whose `status` is `taken-back`. They are listed by when they happened; without " +
	"`from`, those of the last 30 days, and of 400 days at most. What was credited within the last second may be " +
	"missing. A partner who is neither you nor recruited by you does not exist: 404.\n\n" +
	"A page looks at some thousand conversions, so with filters it may have few items or none, and a `next`. " +
	"As `text/csv`, the list has its amounts in major units; it comes in parts of 1,000 rows, whatever the `limit`, " +
	"and the header `Link` has the address of the next part, with `rel=\"next\"`. Only the first has a header line."

type conversionsInput struct {
	api.Paging
	Accept  string `header:"Accept" hidden:"true"`
	From    string `query:"from" format:"date" doc:"The first day, of the account's time zone"`
	To      string `query:"to" format:"date" doc:"The last day; today by default"`
	Type    string `query:"type" enum:"lead,sale,subscription,refund" doc:"Only these"`
	Website string `query:"website" doc:"Only those credited for this website"`
	Ad      string `query:"ad" doc:"Only those credited for this ad"`
	Partner string `query:"partner" doc:"Only those of this partner: you, or one that you recruited"`
	Q       string `query:"q" maxLength:"250" doc:"A part of an order number, or an id or click id"`
}

func (in *conversionsInput) search(now time.Time, zone *time.Location) (referral.Search, error) {
	var bad referral.FieldErrors
	s := referral.Search{
		Type: referral.ConversionType(in.Type), Text: in.Q,
		Website: bad.Code("website", in.Website), Ad: bad.Code("ad", in.Ad), Partner: bad.Code("partner", in.Partner),
	}
	var err error
	s.Span, err = referral.ParseSpan(in.From, in.To, now, zone)
	return s, bad.With(err)
}

// address is that of the list's first page; cursors are bound to it.
func (in *conversionsInput) address() string {
	return api.Address(conversionsPath, map[string]string{
		"from": in.From, "to": in.To, "type": in.Type, "website": in.Website, "ad": in.Ad,
		"partner": in.Partner, "q": in.Q,
	})
}

// rowsOfCSV is how many conversions a part of a CSV has. A row with the longest order number and
// names is 3 kB.
const rowsOfCSV = 1000

type conversionsOutput struct {
	Link string `header:"Link" doc:"The address of the next page, with rel=\"next\"; absent on the last one"`
	Body OwnConversions
}

func (c conversions) list(ctx context.Context, caller api.Caller, in *conversionsInput) (*conversionsOutput, error) {
	now := c.Now()
	search, err := in.search(now, c.Zone)
	if err != nil {
		return nil, err
	}
	partners, err := c.partners(ctx, caller.Partner.Code, search, now)
	if err != nil {
		return nil, err
	}
	if in.Accept == "text/csv" {
		in.Limit = rowsOfCSV
	}
	search.Partner = "" // its list has what was its own, too
	read := func(ctx context.Context, after string, limit int) ([]referral.Listed, string, error) {
		return records.Family(ctx, c.Store, partners, search, after, limit)
	}
	page, err := api.List(ctx, c.api, caller, in.address(), in.Paging, read)
	if err != nil {
		return nil, err
	}
	return c.present(ctx, in, page.Body)
}

// partners returns those whose conversions the caller may see and asks for. Credit may be given
// long after a conversion, and only then is the partner active: so nobody is left out who was
// active until now.
func (c conversions) partners(
	ctx context.Context, caller referral.Code, search referral.Search, now time.Time,
) ([]referral.Code, error) {
	var only []referral.Code
	if search.Partner != "" {
		only = []referral.Code{search.Partner}
	}
	partners, err := visible(ctx, c.Store, caller, only)
	if err != nil {
		return nil, err
	}
	return active(ctx, c.Activity, referral.DayOf(search.Start), referral.DayOf(now), partners)
}

func (c conversions) present(
	ctx context.Context, in *conversionsInput, page api.Page[referral.Listed],
) (*conversionsOutput, error) {
	var partners, websites, ads []referral.Code
	for _, l := range page.Items {
		partners, websites, ads = append(partners, l.Partner), append(websites, l.Website), append(ads, l.Ad)
	}
	names, err := c.Store.NamesOf(ctx, partners, websites, ads)
	if err != nil {
		return nil, err
	}
	out := &conversionsOutput{Body: OwnConversions{Next: page.Next, isLater: in.Cursor != ""}}
	out.Body.Items = api.Map(page.Items, func(l referral.Listed) OwnConversion {
		return conversionOf(l, names, c.Zone)
	})
	out.Link = api.NextLink(in.address(), page.Next)
	return out, nil
}
