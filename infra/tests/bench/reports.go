package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/local/engine"
	"signpost/shared/counting"
	"signpost/shared/counting/folded"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// asked is a report and how much there is to read for it.
type asked struct {
	name     string
	months   int // that are folded, before today
	today    bool
	partners int // with counters of their own
	websites int
	groups   int  // of ads, of each partner on each website
	names    int  // numbers of each row
	every    int  // hours from one row that is not folded to the next
	totals   bool // of websites is what is asked for
	sums     bool // of partners, without ads and visitors
	by       string
}

// reports are what people ask for: a day, a month and a year of a partner, of many, and of all.
var reports = []asked{
	{name: "partner_today", today: true, partners: 1, websites: 4, groups: 8, names: 60, by: "website,ad"},
	{name: "partner_month", months: 1, partners: 1, websites: 4, groups: 8, names: 60, by: "website,ad"},
	{name: "partner_year_busy", months: 12, today: true, partners: 1, websites: 4, groups: 8, names: 60,
		by: "website,ad"},
	{name: "parent_1000_children_year", months: 12, today: true, partners: 1000, websites: 2, groups: 1, names: 6,
		every: 8, sums: true, by: "partner"},
	{name: "admin_year_20_websites", months: 12, today: true, websites: 20, groups: 1, names: 60, totals: true,
		by: "website,month"},
	{name: "admin_month_10000_partners", months: 1, partners: 10_000, websites: 2, groups: 1, names: 6, sums: true,
		by: "partner"},
}

// measureReports counts what reports cost at the wire, and the processor time of reading and adding
// up; then the same with ten times as many clicks, which must hardly differ.
func measureReports(ctx context.Context, b *bench) error {
	for _, r := range reports {
		for _, times := range []int64{1, 10} {
			name := r.name
			if times > 1 {
				name += "_tenfold"
			}
			if err := measureReport(ctx, b, r, name, times); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

func measureReport(ctx context.Context, b *bench, r asked, name string, times int64) error {
	t, err := startMeteredTable(ctx)
	if err != nil {
		return err
	}
	defer t.stop()
	fill := filling{asked: r, times: times, client: engine.Client(t.engine.Endpoint())}
	if err := fill.all(ctx); err != nil {
		return err
	}
	f, err := t.startFunction(ctx, b, "./infra/tests/bench/peers/reports")
	if err != nil {
		return err
	}
	defer f.stop()
	event, err := json.Marshal(fill.event())
	if err != nil {
		return err
	}
	answer, err := f.api.invoke(ctx, event) // for connections, and code that is not in memory
	if err != nil {
		return err
	}
	if err := fill.check(answer); err != nil {
		return err
	}
	t.reset()
	cpu, err := f.cpuPer(ctx, 1, func(int) []byte { return event })
	if err != nil {
		return err
	}
	b.result(name+"_requests", float64(t.requests), "requests")
	b.result(name+"_read_units", t.readUnits, "units")
	b.result(name+"_ms", milli(cpu), "ms")
	return nil
}

// filling writes counters as they are once a year has been counted and folded: items of months, and
// the rows of the last two days.
type filling struct {
	asked
	times  int64
	client *dynamodb.Client
	hits   int64 // of what the report reads
}

var (
	today      = referral.DayOf(time.Now())
	lastFolded = today.Add(-2)
)

func (f *filling) partner(i int) referral.Code { return referral.Code(fmt.Sprintf("partner%05d", i)) }
func (f *filling) website(i int) referral.Code { return referral.Code(fmt.Sprintf("website%02d", i)) }

// event is what the report asks for.
func (f *filling) event() map[string]any {
	first, last := f.period()
	e := map[string]any{"From": first, "To": last, "By": f.by}
	if f.totals {
		var websites []referral.Code
		for i := range f.websites {
			websites = append(websites, f.website(i))
		}
		e["Websites"] = websites
	} else if f.name != "admin_month_10000_partners" { // which is about everybody
		var partners []referral.Code
		for i := range f.partners {
			partners = append(partners, f.partner(i))
		}
		e["Partners"] = partners
	}
	return e
}

// period returns the days that the report is about: whole months that are folded or, with today,
// all up to now.
func (f *filling) period() (first, last referral.Day) {
	month := referral.Day(lastFolded.Month() + "-01")
	switch {
	case f.today && f.months == 0:
		return today, today
	case f.today:
		return referral.DayOf(month.Time().AddDate(0, 1-f.months, 0)), today
	}
	return referral.DayOf(month.Time().AddDate(0, -f.months, 0)), month.Add(-1)
}

func (f *filling) all(ctx context.Context) error {
	if err := table.New(f.client, tableName).ReleaseFolding(ctx, lastFolded); err != nil {
		return err
	}
	writing, ctx := errgroup.WithContext(ctx)
	writing.SetLimit(8)
	var batch []types.WriteRequest
	write := func() {
		requests := map[string][]types.WriteRequest{tableName: batch}
		batch = nil
		writing.Go(func() error {
			_, err := f.client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: requests})
			return err
		})
	}
	put := func(item table.Item) {
		batch = append(batch, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}})
		if len(batch) == batchSize {
			write()
		}
	}
	for k, partners := range f.active() {
		item := k.Attributes()
		item["partners"] = &types.AttributeValueMemberSS{Value: partners}
		put(item)
	}
	for _, c := range f.counters() {
		f.items(c, put)
		if f.today {
			f.rows(c, put)
		}
	}
	if len(batch) > 0 {
		write()
	}
	return writing.Wait()
}

// batchSize is how many items DynamoDB takes at once.
const batchSize = 25

// counters are all that have numbers.
func (f *filling) counters() (all []table.Counter) {
	partners := f.partners
	if f.totals {
		partners = 1
	}
	for p := range partners {
		for w := range f.websites {
			for group := range f.groups {
				cell := referral.Cell{Partner: f.partner(p), Website: f.website(w)}
				if f.totals {
					cell.Partner = ""
				}
				all = append(all, table.Counter{Total: f.totals, Cell: cell, Group: group})
			}
		}
	}
	return all
}

// number returns the i-th name of a row of c, and what is counted under it in an hour.
func (f *filling) number(c table.Counter, i int) (name string, n int64) {
	measure := []counting.Measure{counting.Unique, counting.Repeat, counting.Bot}[i%3]
	ad := referral.Code("")
	if !c.Total {
		ad = referral.Code(fmt.Sprintf("ad%d-%d", c.Group, i/3%4))
	}
	visitor := referral.Visitor{
		Country: []string{"US", "DE", "GB", "FR", "NO"}[i/12%5], Device: "mobile", Browser: "Chrome",
		Referrer: []string{"google.com", "www.instagram.com", "t.co", "bing.com"}[i/3%4],
	}
	return string(counting.AppendCounterName(nil, measure, "", ad, visitor)), f.times * int64(1+i%5)
}

// counts adds what a number is in an hour, or so many hours, to what the report must show.
func (f *filling) counts(name string, n int64, hours int) {
	if m := counting.Measure(name[0]); m == counting.Unique || m == counting.Repeat {
		f.hits += n * int64(hours)
	}
}

// items writes the months of c that are folded: those of its rows or, if they are all that is asked
// for, of its sums.
func (f *filling) items(c table.Counter, put func(table.Item)) {
	first, last := f.period()
	months := map[folded.Span]*folded.Item{}
	for day := first; day <= min(last, lastFolded); day = day.Add(1) {
		span := folded.Month(day)
		if months[span] == nil {
			months[span] = folded.New(span)
			months[span].Through = lastFolded
		}
		for i := range f.names {
			name, n := f.number(c, i)
			f.counts(name, n, 24)
			if f.sums {
				name = counting.SumName(name)
			}
			months[span].Add(name, day.Hour(0), "", 24*n)
		}
	}
	for span, item := range months {
		key := table.FoldKey(c, string(span))
		if f.sums {
			key = table.SummaryKey(c, string(span))
		}
		put(item.Attributes(key))
	}
}

// rows writes the rows of c that are not folded.
func (f *filling) rows(c table.Counter, put func(table.Item)) {
	first, _ := f.period()
	for day := max(first, lastFolded.Add(1)); day <= today; day = day.Add(1) {
		for hour := 0; hour < 24; hour += max(1, f.every) {
			c.Cell.Hour = day.Hour(hour)
			row := c.Key().Attributes()
			for i := range f.names {
				name, n := f.number(c, i)
				f.counts(name, n, 1)
				row[name] = table.Num(n)
			}
			put(row)
		}
	}
}

// active notes who was active in the months whose rows are not folded.
func (f *filling) active() map[table.Key][]string {
	noted := map[table.Key][]string{}
	if !f.today || f.totals {
		return noted
	}
	for i := range f.partners {
		k := table.ActiveKey(today.Month(), f.partner(i))
		noted[k] = append(noted[k], string(f.partner(i)))
	}
	return noted
}

// check compares the answer with what was written.
func (f *filling) check(answer []byte) error {
	var got struct{ Hits int64 }
	if err := json.Unmarshal(answer, &got); err != nil {
		return err
	}
	if got.Hits != f.hits {
		return fmt.Errorf("%d hits, want %d: %.200s", got.Hits, f.hits, answer)
	}
	return nil
}
