package partnerapi_test

import (
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/table"
)

// count adds a line to the counters, as the counter does for an event of the stream.
func (w *world) count(l referral.Line) {
	w.t.Helper()
	w.stamp++
	record, err := counting.ParseSequence(strconv.Itoa(w.stamp))
	w.must(err)
	c := l.Counts
	row := counting.RowBatch{Key: table.CountKey(l.Cell.Partner, l.Cell.Website, 0, l.Cell.Hour)}
	add := func(m counting.Measure, currency string, n int64) {
		if n != 0 {
			name := counting.AppendCounterName(nil, m, currency, l.Cell.Ad, l.Cell.Visitor)
			row.Increments = append(row.Increments, counting.Increment{Record: record, Name: string(name), By: n})
		}
	}
	add(counting.Unique, "", c.Uniques)
	add(counting.Repeat, "", c.Hits-c.Uniques)
	add(counting.Bot, "", c.Bots)
	add(counting.Prefetch, "", c.Prefetches)
	for why, n := range c.Ignored[1:] {
		add(counting.Measure(table.IgnoredLetter(referral.Ignored(why + 1))[0]), "", n)
	}
	add(counting.Lead, "", c.Leads)
	add(counting.Sale, "", c.Sales)
	add(counting.Subscription, "", c.Subscriptions)
	for currency, amount := range c.Revenue {
		add(counting.Money, currency, amount)
	}
	w.must(counting.NewCounters(w.table, nil).Count(w.t.Context(), "shard", []counting.RowBatch{row}))
}

// hits counts n hits, half of them uniques, in a cell "partner website ad day hour".
func (w *world) hits(n int64, cell string) {
	w.t.Helper()
	part := strings.Split(cell, " ")
	hour, err := strconv.Atoi(part[4])
	w.must(err)
	w.count(referral.Line{
		Cell: referral.Cell{
			Partner: referral.Code(part[0]), Website: referral.Code(part[1]),
			Ad: referral.Code(strings.Trim(part[2], "-")), Hour: referral.Day(part[3]).Hour(hour),
		},
		Counts: referral.Counts{Hits: n, Uniques: n / 2},
	})
}

func (w *world) stats(user, query string) stats.Stats {
	w.t.Helper()
	return apitest.JSON[stats.Stats](w.t, w.want(200, user, get, "/api/stats?"+query, ""))
}

// rows writes each row of stats as "key,key=hits".
func rows(s stats.Stats) string {
	return names(s.Rows, func(r stats.Row) string {
		var keys []string
		mediaType := r.MediaType
		if r.Ad != nil && r.Partner == nil {
			mediaType = nil // a detail of the ad
		}
		for _, key := range []*string{
			r.Website, r.Ad, r.Partner, mediaType, r.Month, r.Day, r.Weekday, r.Hour,
			r.Country, r.Device, r.Browser, r.Referrer,
		} {
			if key != nil {
				keys = append(keys, *key)
			}
		}
		return fmt.Sprintf("%s=%d", strings.Join(keys, ","), r.Hits)
	})
}

func counted(t *testing.T) *world {
	w := newWorld(t)
	w.hits(16, "abc123 haircare website2 2026-03-04 5")
	w.hits(8, "abc123 haircare - 2026-03-03 23")
	w.hits(4, "kid456 haircare website2 2026-03-04 0")
	w.hits(2, "kid456 skincare kidsown 2026-02-03 12")
	w.hits(32, "grandkid haircare - 2026-03-04 1")
	w.hits(64, "solo789 wholesale solosad 2026-03-04 1")
	w.hits(128, "- haircare - 2026-03-04 1")
	return w
}

func TestAPartnerSeesItselfAndItsChildren(t *testing.T) {
	w := counted(t)
	for _, test := range []struct{ user, query, want string }{
		{"abc123", "by=partner", "abc123=24 kid456=6"},
		{"abc123", "by=partner&partner=abc123", "abc123=24"},
		{"abc123", "by=partner&partner=KID456", "kid456=6"},
		{"abc123", "partner=tradekid", ""},
		{"abc123", "partner=gonekid", ""},
		{"kid456", "by=partner", "grandkid=32 kid456=6"},
		{"solo789", "by=partner", "solo789=64"},
		{"tradekid", "by=partner", ""},
	} {
		if got := rows(w.stats(test.user, test.query)); got != test.want {
			t.Errorf("%s asks %s: %q, want %q", test.user, test.query, got, test.want)
		}
	}
	// The parent of a child, a child's child, a stranger, nobody, and the visits without a partner.
	for user, partner := range map[string]string{
		"kid456": "abc123", "abc123": "grandkid", "solo789": "kid456", "tradekid": "nobody9",
	} {
		w.want(404, user, get, "/api/stats?partner="+partner, "")
	}
	w.wrong(422, "abc123", get, "/api/stats?partner=-", "", "partner")
	w.changePartner("kid456", func(p *referral.Partner) { p.Parent = "" })
	w.want(404, "abc123", get, "/api/stats?partner=kid456", "")
}

func TestBreakdownsAndFilters(t *testing.T) {
	w := counted(t)
	const allDimensions = "by=website,ad,partner,mediaType,month,day,weekday,hour,country,device,browser,referrer" +
		"&ad=kidsown"
	for query, want := range map[string]string{
		"":                 "haircare,=8 haircare,website2=20 skincare,kidsown=2",
		"by=":              "haircare,=8 haircare,website2=20 skincare,kidsown=2",
		"by=website":       "haircare=28 skincare=2",
		"by=ad":            "=8 kidsown=2 website2=20",
		"by=day":           "2026-02-03=2 2026-03-03=8 2026-03-04=20",
		"by=hour":          "00=4 05=16 12=2 23=8",
		"by=day,hour":      "2026-02-03,12=2 2026-03-03,23=8 2026-03-04,00=4 2026-03-04,05=16",
		"by=country":       "=30",
		"website=HairCare": ",kidsown=0 haircare,=8 haircare,website2=20",
		"website=nowhere":  ",kidsown=0 ,website2=0",
		"website=":         ",kidsown=0 ,website2=0",
		"website=haircare&website=skincare&by=website": "haircare=28 skincare=2",
		"by=month":                           "2026-02=2 2026-03=28",
		"by=weekday":                         "2=10 3=20",
		"by=mediaType":                       "=8 banner=22",
		"by=mediaType&mediaType=banner":      "banner=22",
		"by=day&mediaType=":                  "2026-03-03=8",
		"by=day&mediaType=email":             "",
		"by=ad&ad=":                          "=8",
		"by=partner&partner=kid456&browser=": "kid456=6",
		"by=browser&country=":                "=30",
		"by=browser&country=NO&country=":     "=30",
		"by=day&country=NO":                  "",
		"ad=website2&by=ad":                  "website2=20",
		"ad=website2&partner=kid456&website=haircare&by=partner": "kid456=4",
		allDimensions: "skincare,kidsown,kid456,banner,2026-02,2026-02-03,2,12,,,,=2",

		"from=2026-03-04&by=day":                   "2026-03-04=20",
		"to=2026-03-03&by=day":                     "2026-02-03=2 2026-03-03=8",
		"from=2026-03-03&to=2026-03-03&by=day":     "2026-03-03=8",
		"from=2026-03-05&to=2026-03-06&by=ad,day":  "",
		"from=2026-03-05&to=2026-03-06":            ",kidsown=0 ,website2=0",
		"from=2025-01-29&to=2026-03-04&by=website": "haircare=28 skincare=2",
	} {
		got := w.stats("abc123", query)
		var hits, uniques int64
		for _, row := range got.Rows {
			hits, uniques = hits+row.Hits, uniques+row.Uniques
		}
		if rows(got) != want || got.Totals.Hits != hits || got.Totals.Uniques != uniques || uniques != hits/2 {
			t.Errorf("%s: %q and in all %d, want %q", query, rows(got), got.Totals.Hits, want)
		}
	}
}

func TestThePeriodOfStats(t *testing.T) {
	w := newWorld(t)
	got := w.stats("abc123", "")
	if got.From != "2026-02-03" || got.To != "2026-03-04" || got.AsOf.Year() != 2026 ||
		strings.Join(got.By, ",") != "website,ad" {
		t.Errorf("30 days up to today by website and ad: %+v", got)
	}
	body := w.want(200, "abc123", get, "/api/stats?by=website", "").Body
	if !strings.Contains(body, `"rows":[]`) || !strings.Contains(body, `"currency":"USD"`) {
		t.Errorf("without rows: %s", body)
	}
	for query, fields := range map[string]string{
		"from=2025-01-28&to=2026-03-04": "from", "from=2026-03-05&to=2026-03-04": "from",
		"to=yesterday": "to", "from=2026-02-30": "from", "from=2026-2-3": "from",
		"by=moon": "by", "by=day,day": "by", "by=Day": "by", "by=day,": "by", "by=day%20,hour": "by",
		"website=a%23b": "website", "ad=x": "ad", "partner=%2F%2F": "partner",
		"website=x&ad=y&partner=z&by=moon": "by website ad partner",
	} {
		w.wrong(422, "abc123", get, "/api/stats?"+query, "", fields)
	}
}

// Revenue in different currencies is never added up.
func TestSeveralCurrencies(t *testing.T) {
	w := newWorld(t)
	sale := func(website, currency string, amount int64) {
		w.count(referral.Line{
			Cell: referral.Cell{
				Partner: "abc123", Website: referral.Code(website), Hour: referral.Day("2026-03-04").Hour(0),
			},
			Counts: referral.Counts{
				Sales: 1, Leads: 2, Subscriptions: 3, Bots: 4, Revenue: map[string]int64{currency: amount},
			},
		})
	}
	sale("haircare", "EUR", 1000)
	sale("haircare", "USD", 250)
	sale("haircare", "JPY", 7)
	sale("skincare", "EUR", -300)
	got := w.stats("abc123", "by=website")
	for _, test := range []struct {
		name string
		n    stats.Numbers
		want string
	}{
		{"haircare", got.Rows[0].Numbers, "3 6 9 12 250 USD [{1000 EUR} {7 JPY}]"},
		{"skincare", got.Rows[1].Numbers, "1 2 3 4 0 USD [{-300 EUR}]"},
		{"totals", got.Totals, "4 8 12 16 250 USD [{700 EUR} {7 JPY}]"},
	} {
		n := test.n
		line := fmt.Sprintln(n.Sales, n.Leads, n.Subscriptions, n.Bots, n.Revenue, n.Currency, n.OtherRevenue)
		if line != test.want+"\n" {
			t.Errorf("%s: %s, want %s", test.name, line, test.want)
		}
	}
	if only := w.stats("abc123", "website=skincare"); only.Totals.Currency != "EUR" || only.Totals.Revenue != -300 {
		t.Errorf("in one currency, but not the usual one: %+v", only.Totals)
	}
	table := w.csv("abc123", "by=website")
	want := "website,websiteName,hits,uniques,bots,leads,sales,subscriptions,revenue,currency\n" +
		"haircare,The haircare,0,0,12,6,3,9,2.50,USD\nhaircare,The haircare,0,0,0,0,0,0,10.00,EUR\n" +
		"haircare,The haircare,0,0,0,0,0,0,7,JPY\nskincare,The skincare,0,0,4,2,1,3,-3.00,EUR\n"
	if table != want {
		t.Errorf("as CSV:\n%s\nwant\n%s", table, want)
	}
}

func (w *world) csv(user, query string) string {
	w.t.Helper()
	a := w.want(200, user, get, "/api/stats?"+query, "", "accept", "text/csv")
	if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") {
		w.t.Fatalf("type: %v", a.Header)
	}
	return a.Body
}

// Anybody can choose a referrer, so it must not run as a formula in the partner's spreadsheet.
func TestNothingInACSVFileIsAFormula(t *testing.T) {
	w := newWorld(t)
	evil := []string{"=cmd()", "+1", "-1", "@sum", "a,b", `say "x"`, "\tx", "good.example"}
	for _, referrer := range evil {
		w.count(referral.Line{
			Cell: referral.Cell{
				Partner: "abc123", Website: "haircare", Hour: referral.Day("2026-03-04").Hour(0),
				Visitor: referral.Visitor{Referrer: referrer, Country: "NO", Device: "mobile"},
			},
			Counts: referral.Counts{Hits: 1},
		})
	}
	records, err := csv.NewReader(strings.NewReader(w.csv("abc123", "by=referrer,country,device"))).ReadAll()
	if err != nil || len(records) != len(evil)+1 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	seen := map[string]bool{}
	for _, record := range records[1:] {
		seen[strings.TrimPrefix(record[0], "'")] = true
		isFormula := strings.ContainsAny(record[0][:1], "=+-@\t")
		if isFormula || record[1] != "NO" || record[2] != "mobile" || record[3] != "1" {
			t.Errorf("record: %q", record)
		}
	}
	for _, referrer := range evil {
		if !seen[referrer] {
			t.Errorf("%q is missing", referrer)
		}
	}
}

func TestARefusalIsAProblemEvenIfCSVIsAskedFor(t *testing.T) {
	w := newWorld(t)
	w.want(422, "abc123", get, "/api/stats?by=moon", "", "accept", "text/csv")
	w.want(404, "abc123", get, "/api/stats?partner=solo789", "", "accept", "text/csv")
	w.want(403, "gone000", get, "/api/stats", "", "accept", "text/csv")
}
