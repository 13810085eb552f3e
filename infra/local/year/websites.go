package year

import (
	"math/rand/v2"
	"time"

	"signpost/shared/referral"
)

// site is a website and what its visitors do there.
type site struct {
	referral.Website
	merchant   referral.Code
	weight     float64                 // how much of the traffic it has
	rate       float64                 // how many of a hundred visitors do something
	kind       referral.ConversionType // what most of them do
	price      float64                 // the median, in minor units; 0 for none
	currency   string
	archivedAt time.Time // zero if it is not
}

// Programs are what partners and websites have in common.
var programs = []referral.Program{
	{Code: "everyday", Name: "Everyday"},
	{Code: "premium-brands", Name: "Premium brands"},
	{Code: "software", Name: "Software and services"},
	{Code: "away-from-home", Name: "Away from home"},
}

var siteRows = []struct {
	code, name, merchant, program string
	weight, rate                  float64
	kind                          referral.ConversionType
	price                         float64
	currency                      string
}{
	{"northlight-lamps", "Northlight Lamps", "northlight", "everyday", 17, 1.8, referral.Sale, 8900, "EUR"},
	{"harbour-tea", "Harbour Tea", "harbour", "everyday", 13, 3.2, referral.Sale, 2400, "GBP"},
	{"ledgerly", "Ledgerly", "ledgerly", "software", 10, 2.4, referral.Subscription, 1900, "USD"},
	{"casa-olea", "Casa Olea", "northlight", "everyday", 8.5, 2.8, referral.Sale, 3600, "EUR"},
	{"quillnote", "Quillnote", "ledgerly", "software", 7, 3.1, referral.Subscription, 900, "USD"},
	{"fernway-garden", "Fernway Garden", "fernway", "everyday", 6, 1.5, referral.Sale, 5400, "GBP"},
	{"papertrail-tax", "Papertrail Tax", "ledgerly", "software", 5, 1.9, referral.Lead, 0, "USD"},
	{"velo-kontor", "Velo Kontor", "northlight", "premium-brands", 4.5, 0.7, referral.Sale, 24900, "EUR"},
	{"brightpaw", "Brightpaw", "harbour", "everyday", 4, 2.0, referral.Subscription, 2900, "GBP"},
	{"mintable", "Mintable Insurance", "ledgerly", "software", 3.5, 4.0, referral.Lead, 0, "USD"},
	{"kettle-and-crumb", "Kettle & Crumb", "fernway", "everyday", 3, 2.2, referral.Sale, 3100, "USD"},
	{"alpenhof", "Alpenhof Guesthouses", "northlight", "away-from-home", 3, 0.9, referral.Sale, 41000, "EUR"},
	{"dreamfield", "Dreamfield Bedding", "fernway", "premium-brands", 2.5, 1.1, referral.Sale, 12900, "USD"},
	{"polarwear", "Polarwear", "northlight", "premium-brands", 2.2, 0.9, referral.Sale, 15900, "EUR"},
	{"lingua-lane", "Lingua Lane", "ledgerly", "software", 2, 1.7, referral.Subscription, 1490, "USD"},
	{"studio-kiln", "Studio Kiln", "studio-kiln", "premium-brands", 1.6, 0.8, referral.Sale, 14900, "USD"},
	{"halden-knives", "Halden Knives", "harbour", "premium-brands", 1.3, 1.0, referral.Sale, 11900, "GBP"},
	{"makers-and-menders", longName("The Society of Makers, Menders and Merchants of Fine Goods for House,",
		"Hearth and Garden"), "studio-kiln", "premium-brands", 0.8, 0.6, referral.Lead, 0, "USD"},
	{"summerhouse", "Summerhouse Rentals", "northlight", "away-from-home", 1.5, 0.8, referral.Sale, 62000, "EUR"},
	{"vinyl-club", "The Vinyl Club", "studio-kiln", "everyday", 0.9, 1.4, referral.Subscription, 2200, "USD"},
}

// archived are the websites that were given up, after how much of the year, and with a fallback or
// without.
var archived = map[referral.Code]struct {
	after    float64
	fallback string
}{
	"summerhouse": {0.72, "https://alpenhof.example/"},
	"vinyl-club":  {0.45, ""},
}

func (w *World) makeSites(p Plan) {
	span := p.Until.Sub(p.From())
	for _, row := range siteRows {
		s := site{
			Website: referral.Website{
				Code: referral.Code(row.code), Name: row.name, URL: "https://" + row.code + ".example/",
				Programs: []referral.Code{referral.Code(row.program)}, Status: referral.Active,
				Params: referral.DefaultParams,
			},
			merchant: referral.Code(row.merchant), weight: row.weight, rate: row.rate / 100, kind: row.kind,
			price: row.price, currency: row.currency,
		}
		if end, isArchived := archived[s.Code]; isArchived {
			s.archivedAt = p.From().Add(time.Duration(end.after * float64(span)))
			s.Status, s.FallbackURL = referral.Archived, end.fallback
		}
		w.sites = append(w.sites, s)
	}
}

// amount draws what somebody pays at s, in minor units: some way around the median, in prices that
// end as prices do.
func (s site) amount(r *rand.Rand) int64 {
	if s.kind == referral.Subscription {
		return int64(s.price)
	}
	amount := int64(s.price*logNormal(r, 0.55))/100*100 - 10
	return max(amount, 190)
}
