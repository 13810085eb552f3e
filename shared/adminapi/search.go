package adminapi

import (
	"context"
	"time"

	"signpost/shared/api"
	"signpost/shared/referral"
)

const describeSearch = "Conversions are listed by when they happened; without `from`, those of the last 30 days, " +
	"and of 400 days at most. Those booked by earlier releases are listed by when they were received, until " +
	"`make relist` has been run. An order number or id in `q` that matches exactly comes first, whenever it was.\n\n" +
	"A page looks at some thousand conversions, so with filters it may have few items or none, and a `next`. " +
	"With `partner`, it looks at that partner's only. As `text/csv`, the list has its amounts in major units; it " +
	"comes in parts of 1,000 rows, whatever the `limit`, and the header `Link` has the address of the next part, " +
	"with `rel=\"next\"`. Only the first part has a header line."

type conversionsInput struct {
	api.Paging
	Accept   string `header:"Accept" hidden:"true"`
	Day      string `query:"day" format:"date" doc:"Only this day: in place of from and to"`
	From     string `query:"from" format:"date" doc:"The first day, of the account's time zone"`
	To       string `query:"to" format:"date" doc:"The last day; today by default"`
	Type     string `query:"type" enum:"lead,sale,subscription,refund" doc:"Only these"`
	Partner  string `query:"partner" doc:"Only those that this partner has the credit for"`
	Website  string `query:"website" doc:"Only those credited for this website"`
	Merchant string `query:"merchant" doc:"Only those of this merchant"`
	Customer string `query:"customer" maxLength:"200" doc:"Only those of this customer, as merchants name it"`
	Q        string `query:"q" maxLength:"1200" doc:"A part of an order number, or an id, click id or customer"`
	Credited string `query:"credited" enum:"true,false" doc:"Whether anybody has the credit"`
	Refunded string `query:"refunded" enum:"true,false" doc:"Whether refunds have taken anything back"`
}

// search returns what is asked for. The error is of kind Invalid and names the parameters that are
// not valid.
func (in *conversionsInput) search(now time.Time, zone *time.Location) (referral.Search, error) {
	var bad fields
	s := referral.Search{
		Type: referral.ConversionType(in.Type), Customer: in.Customer, Text: in.Q, ForAdmin: true,
		Partner: bad.Code("partner", in.Partner), Website: bad.Code("website", in.Website),
		Merchant: bad.Code("merchant", in.Merchant),
		Credited: yesOrNo(in.Credited), Refunded: yesOrNo(in.Refunded),
	}
	if in.Day != "" {
		_, err := referral.ParseDay(in.Day)
		bad.AddErr("day", err)
		if in.From != "" || in.To != "" {
			bad.Add("day", "can't be combined with from or to")
		}
		if err := bad.Err(); err != nil {
			return s, err
		}
		in.From, in.To = in.Day, in.Day
	}
	var err error
	s.Span, err = referral.ParseSpan(in.From, in.To, now, zone)
	return s, bad.With(err)
}

// yesOrNo reads "true" and "false"; it returns nil for "".
func yesOrNo(s string) *bool {
	if s == "" {
		return nil
	}
	return new(s == "true")
}

// address is that of the list's first page; cursors are bound to it.
func (in *conversionsInput) address() string {
	return api.Address("/api/admin/conversions", map[string]string{
		"from": in.From, "to": in.To, "type": in.Type, "partner": in.Partner, "website": in.Website,
		"merchant": in.Merchant, "customer": in.Customer, "q": in.Q, "credited": in.Credited, "refunded": in.Refunded,
	})
}

// rowsOfCSV is how many conversions a part of a CSV has. A row with the longest order numbers is
// 3 kB.
const rowsOfCSV = 1000

type conversionsOutput struct {
	Link string `header:"Link" doc:"The address of the next page, with rel=\"next\"; absent on the last one"`
	Body Conversions
}

func (o *operations) listConversions(
	ctx context.Context, caller api.Caller, in *conversionsInput,
) (*conversionsOutput, error) {
	search, err := in.search(o.Now(), o.Zone.Location())
	if err != nil {
		return nil, err
	}
	if in.Accept == "text/csv" {
		in.Limit = rowsOfCSV
	}
	address := in.address()
	page, err := api.List(ctx, o.api, caller, address, in.Paging, o.searcher(search))
	if err != nil {
		return nil, err
	}
	out := &conversionsOutput{Body: Conversions{Next: page.Body.Next, isLater: in.Cursor != ""}}
	out.Body.Items = api.Map(page.Body.Items, o.conversionOf)
	out.Link = api.NextLink(address, page.Body.Next)
	return out, nil
}
