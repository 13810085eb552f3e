package partnerapi_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/table"
)

const (
	maxAnswer = 4_300_000 // bytes; Lambda's limit is 6 MB
	bigDays   = 23
	referrers = 36
	bigRows   = bigDays * 24 * referrers
	bigQuery  = "by=website,ad,partner,day,hour,country,device,referrer&partner=abc123"
)

// bigReport counts three leads for each of 36 referrers in each hour of 23 days: 19,872 rows, whose
// JSON is over 6 MB.
func bigReport(t *testing.T) *world {
	w := newWorld(t)
	for i := range bigDays * 24 {
		w.stamp++
		record, err := counting.ParseSequence(strconv.Itoa(w.stamp))
		w.must(err)
		day := referral.Day("2026-02-10").Add(i / 24)
		row := counting.RowBatch{Key: table.CountKey("abc123", "haircare", 0, day.Hour(i%24))}
		for n := range referrers {
			visitor := referral.Visitor{
				Country: "NO", Device: "mobile",
				Referrer: fmt.Sprintf("%03d.%s.example", n, strings.Repeat("long-name.", 7)),
			}
			name := counting.AppendCounterName(nil, counting.Lead, "", "website2", visitor)
			row.Increments = append(row.Increments, counting.Increment{Record: record, Name: string(name), By: 3})
		}
		w.must(counting.NewCounters(w.table, nil).Count(t.Context(), "shard", []counting.RowBatch{row}))
	}
	return w
}

// parts returns all parts of a report in JSON, following next.
func (w *world) parts(query string) (all []stats.Stats) {
	w.t.Helper()
	for path := "/api/stats?" + query; ; {
		a := w.want(200, "abc123", get, path, "")
		if len(a.Body) > maxAnswer {
			w.t.Fatalf("a part of %d bytes", len(a.Body))
		}
		part := apitest.JSON[stats.Stats](w.t, a)
		all = append(all, part)
		if part.Next == "" || len(all) == 20 {
			return all
		}
		path = "/api/stats?" + query + "&cursor=" + part.Next
	}
}

// The whole report at once would be beyond what Lambda lets through, and end the function.
func TestABigReportComesInParts(t *testing.T) {
	w := bigReport(t)
	t.Run("JSON", func(t *testing.T) { addsUp(t, w.parts(bigQuery)) })
	t.Run("CSV", func(t *testing.T) { linksOn(t, w) })
	t.Run("cursors are bound", func(t *testing.T) { boundCursors(t, w) })
	t.Run("while counting goes on", func(t *testing.T) { countsOn(t, w) })
}

func addsUp(t *testing.T, parts []stats.Stats) {
	t.Helper()
	if len(parts) < 2 {
		t.Fatalf("%d parts", len(parts))
	}
	seen := map[string]bool{}
	var leads int64
	for i, part := range parts {
		for _, row := range part.Rows {
			key := *row.Day + *row.Hour + *row.Referrer
			if seen[key] {
				t.Fatalf("part %d has %s again", i, key)
			}
			seen[key], leads = true, leads+row.Leads
		}
		if part.Totals.Leads != 3*bigRows {
			t.Errorf("part %d: totals %d", i, part.Totals.Leads)
		}
	}
	if len(seen) != bigRows || leads != 3*bigRows {
		t.Errorf("%d rows with %d leads, want %d with %d", len(seen), leads, bigRows, 3*bigRows)
	}
}

var nextLink = regexp.MustCompile(`^<(/api/stats\?[^>]+)>; rel="next"$`)

// linksOn follows the header Link through the CSV: all parts, one after the other, are one file.
func linksOn(t *testing.T, w *world) {
	var file strings.Builder
	parts := 0
	for path := "/api/stats?" + bigQuery; path != ""; parts++ {
		a := w.want(200, "abc123", get, path, "", "accept", "text/csv")
		if len(a.Body) > maxAnswer {
			t.Fatalf("a part of %d bytes", len(a.Body))
		}
		file.WriteString(a.Body)
		path = ""
		if link := a.Header.Get("Link"); link != "" {
			path = nextLink.FindStringSubmatch(link)[1]
		}
	}
	records, err := csv.NewReader(strings.NewReader(file.String())).ReadAll()
	if err != nil || records[0][0] != "website" {
		t.Fatalf("%v, %v", records[0], err)
	}
	lines := map[string]bool{}
	for _, record := range records[1:] {
		lines[strings.Join(record, ",")] = true
	}
	if len(lines) != bigRows || len(records) != bigRows+1 || parts < 2 {
		t.Errorf("%d lines in %d parts, want %d", len(lines), parts, bigRows)
	}
}

func boundCursors(t *testing.T, w *world) {
	cursor := "&cursor=" + w.parts(bigQuery)[0].Next
	w.wrong(422, "kid456", get, "/api/stats?"+strings.Replace(bigQuery, "&partner=abc123", "", 1)+cursor, "", "cursor")
	w.wrong(422, "abc123", get, "/api/stats?by=day"+cursor, "", "cursor")
	w.wrong(422, "abc123", get, "/api/stats?"+bigQuery+"&website=haircare"+cursor, "", "cursor")
	w.wrong(422, "abc123", get, "/api/stats?"+bigQuery+"&cursor=x", "", "cursor")
}

// Later parts have the first part's days, even when they are read on another day, and no row of
// the first part again, even when there are new ones before.
func countsOn(t *testing.T, w *world) {
	first := apitest.JSON[stats.Stats](t, w.want(200, "abc123", get, "/api/stats?"+bigQuery, ""))
	w.hits(7, "abc123 haircare aaa 2026-02-10 0")
	w.now = w.now.Add(24 * time.Hour)
	rows, next := len(first.Rows), first.Next
	for next != "" {
		a := w.want(200, "abc123", get, "/api/stats?"+bigQuery+"&cursor="+next, "")
		part := apitest.JSON[stats.Stats](t, a)
		if part.From != first.From || part.To != first.To || part.Totals.Hits != 7 {
			t.Errorf("%s to %s, after %s to %s; %d hits", part.From, part.To, first.From, first.To, part.Totals.Hits)
		}
		rows, next = rows+len(part.Rows), part.Next
	}
	if rows != bigRows {
		t.Errorf("%d rows, want %d", rows, bigRows)
	}
}

func TestASmallReportHasOnePart(t *testing.T) {
	w := counted(t)
	a := w.want(http.StatusOK, "abc123", get, "/api/stats", "")
	if a.Header.Get("Link") != "" || strings.Contains(a.Body, `"next"`) {
		t.Errorf("%v %s", a.Header, a.Body)
	}
}
