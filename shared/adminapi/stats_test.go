package adminapi_test

import (
	"fmt"
	"strings"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/table"
)

// count adds a unique hit to the rows that the counter would add it to.
func (o *office) count(t *testing.T, sequence string, partner, website, ad referral.Code, day referral.Day) {
	t.Helper()
	record, err := counting.ParseSequence(sequence)
	if err != nil {
		t.Fatal(err)
	}
	add := func(k table.Key, ad referral.Code) counting.RowBatch {
		name := counting.AppendCounterName(nil, counting.Unique, "", ad, referral.Visitor{Country: "NO"})
		return counting.RowBatch{Key: k, Increments: []counting.Increment{{Record: record, Name: string(name), By: 1}}}
	}
	rows := []counting.RowBatch{add(table.CountKey(partner, website, ad, day, 9), ad), add(table.TotalKey(website, day, 9), "")}
	if err := counting.NewCounters(o.table).Count(t.Context(), "shard", rows); err != nil {
		t.Fatal(err)
	}
}

func TestStatsCoverAllPartners(t *testing.T) {
	o := newOffice(t)
	for _, code := range []string{"haircare", "skincare"} {
		o.want(t, 201, post, "websites", `{"code":"`+code+`","name":"W","url":"https://example.com/"}`)
	}
	o.count(t, "1", "abc123", "haircare", "website2", "2026-03-01")
	o.count(t, "2", "solo789", "haircare", "", "2026-03-02")
	o.count(t, "3", "", "skincare", "", "2026-03-02")
	for query, want := range map[string]string{
		"":                                     "3: haircare//1 haircare/website2/1 skincare//1",
		"by=website":                           "3: haircare/2 skincare/1",
		"by=partner":                           "3: /1 abc123/1 solo789/1",
		"by=day&website=haircare":              "2: 2026-03-01/1 2026-03-02/1",
		"by=website&partner=solo789":           "1: haircare/1",
		"by=country&ad=website2":               "1: NO/1",
		"by=day&from=2026-03-02&to=2026-03-02": "2: 2026-03-02/2",
	} {
		a := o.want(t, 200, get, "stats?"+query, "")
		r := apitest.JSON[stats.Stats](t, a)
		got := fmt.Sprintf("%d:", r.Totals.Uniques)
		for _, row := range r.Rows {
			got += " "
			for _, key := range []*string{row.Website, row.Ad, row.Partner, row.Day, row.Country} {
				if key != nil {
					got += *key + "/"
				}
			}
			got += fmt.Sprint(row.Uniques)
		}
		if got != want {
			t.Errorf("%s: %s; want %s", query, got, want)
		}
	}
	a := o.want(t, 200, get, "stats?by=website", "", "accept", "text/csv")
	if !strings.HasPrefix(a.Body, "website,hits,uniques") {
		t.Errorf("%s", a.Body)
	}
}

func TestCheckingALink(t *testing.T) {
	o := newOffice(t)
	for _, body := range []string{`{"code":"standard","name":"S"}`, `{"code":"trade","name":"T"}`} {
		o.want(t, 201, post, "programs", body)
	}
	o.want(t, 201, post, "websites", `{"code":"haircare","name":"Hair","url":"https://example.com/?a=b","programs":["standard"]}`)
	o.want(t, 201, post, "websites", `{"code":"old","name":"Old","url":"https://example.com/old","programs":["standard"],"status":"archived"}`)
	o.want(t, 201, post, "websites", `{"code":"moved","name":"Moved","url":"https://example.com/x","fallbackUrl":"https://example.org/","programs":["standard"],"status":"archived"}`)
	o.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann","programs":["standard"]}`)
	o.want(t, 201, post, "partners", `{"code":"solo789","name":"Sol","programs":["trade"]}`)
	o.want(t, 201, post, "partners", `{"code":"gone000","name":"Gwen","programs":["standard"],"status":"inactive"}`)
	for query, want := range map[string]struct{ outcome, location, partner, why string }{
		"website=haircare":                            {"redirect", "https://example.com/?a=b&click_id=CLICK-ID", "", ""},
		"website=HAIRCARE&partner=ABC123":             {"redirect", "https://example.com/?a=b&partner=abc123&click_id=CLICK-ID", "abc123", ""},
		"website=haircare&partner=abc123&query=c%3Dd": {"redirect", "https://example.com/?a=b&c=d&partner=abc123&click_id=CLICK-ID", "abc123", ""},
		"website=haircare&partner=solo789":            {"redirect", "https://example.com/?a=b&click_id=CLICK-ID", "", "not open"},
		"website=haircare&partner=gone000":            {"redirect", "https://example.com/?a=b&click_id=CLICK-ID", "", "inactive"},
		"website=haircare&partner=nobody":             {"redirect", "https://example.com/?a=b&click_id=CLICK-ID", "", "no such partner"},
		"website=haircare&partner=abc123&ad=none":     {"redirect", "https://example.com/?a=b&partner=abc123&click_id=CLICK-ID", "abc123", "no such ad"},
		"website=old&partner=abc123":                  {"gone", "", "", "archived"},
		"website=moved":                               {"fallback", "https://example.org/?click_id=CLICK-ID", "", "archived"},
		"website=none":                                {"unknown", "", "", "no such website"},
		"website=%2F%23":                              {"unknown", "", "", "no such website"},
	} {
		a := o.want(t, 200, get, "links/check?"+query, "")
		got := apitest.JSON[adminapi.LinkCheck](t, a)
		why := strings.Join(got.Why, "; ")
		if got.Outcome != want.outcome || got.Location != want.location || got.Credited.Partner != want.partner || !strings.Contains(why, want.why) || want.why == "" && why != "" {
			t.Errorf("%s: %s", query, a.Body)
		}
	}
	o.wrong(t, 422, get, "links/check?website=haircare&ad=x1", "", "partner")
	if r := apitest.JSON[stats.Stats](t, o.want(t, 200, get, "stats", "")); r.Totals.Hits != 0 {
		t.Errorf("a check was counted: %+v", r)
	}
}

func TestReconcile(t *testing.T) {
	o := newOffice(t)
	r := apitest.JSON[reconcile.Result](t, o.want(t, 200, get, "reconcile?day=2026-03-04", ""))
	if r.Day != "2026-03-04" || r.Differences == nil || len(r.Differences) != 0 {
		t.Errorf("%+v", r)
	}
	o.want(t, 422, get, "reconcile?day=yesterday", "")
	o.want(t, 422, get, "reconcile", "")
}
