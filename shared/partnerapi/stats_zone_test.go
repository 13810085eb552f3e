package partnerapi_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

// moveTo gives the account a time zone.
func (w *world) moveTo(name string) {
	w.t.Helper()
	zone, err := referral.ParseZone(name)
	w.must(err)
	w.API = api.New(w.table, w.table, slog.New(slog.DiscardHandler))
	account := stats.Account{Store: w.table, Currency: "USD", Zone: zone}
	partnerapi.RegisterStats(w.API, w.table, counting.NewReader(w.table), account, w.clock)
}

func TestDaysAndHoursAreThoseOfTheZone(t *testing.T) {
	w := newWorld(t)
	w.now = time.Date(2026, 3, 31, 22, 30, 0, 0, time.UTC)
	w.hits(2, "abc123 haircare - 2026-03-28 23") // the 29th in Berlin, a day of 23 hours
	w.hits(4, "abc123 haircare - 2026-03-29 1")
	w.hits(8, "abc123 haircare - 2026-03-29 21")
	w.hits(16, "abc123 haircare - 2026-03-31 22") // April in Berlin
	for _, test := range []struct{ account, query, zone, want string }{
		{"UTC", "by=day", "UTC", "2026-03-28=2 2026-03-29=12 2026-03-31=16"},
		{"Europe/Berlin", "by=day", "Europe/Berlin", "2026-03-29=14 2026-04-01=16"},
		{"Europe/Berlin", "by=month", "Europe/Berlin", "2026-03=14 2026-04=16"},
		{"Europe/Berlin", "by=weekday", "Europe/Berlin", "3=16 7=14"},
		{"Europe/Berlin", "by=hour&to=2026-03-29", "Europe/Berlin", "00=2 03=4 23=8"},
		{"Europe/Berlin", "by=hour&to=2026-03-29&tz=UTC", "UTC", "01=4 21=8 23=2"},
		{"UTC", "by=day&tz=America/New_York", "America/New_York", "2026-03-28=6 2026-03-29=8 2026-03-31=16"},
		{"UTC", "by=website&from=2026-04-01&to=2026-04-01&tz=Europe/Berlin", "Europe/Berlin", "haircare=16"},
		{"Asia/Kathmandu", "by=day", "UTC", "2026-03-28=2 2026-03-29=12 2026-03-31=16"},
		{"UTC", "by=day&from=2011-12-30&to=2011-12-30&tz=Pacific/Apia", "Pacific/Apia", ""},
	} {
		w.moveTo(test.account)
		got := w.stats("abc123", test.query)
		if rows(got) != test.want || got.TimeZone != test.zone {
			t.Errorf("%s in %s: %s of %s, want %s", test.query, test.account, rows(got), got.TimeZone, test.want)
		}
		explains := strings.Contains(got.TimeZoneNote, test.account)
		if explains != (test.account == "Asia/Kathmandu") {
			t.Errorf("%s in %s: %q", test.query, test.account, got.TimeZoneNote)
		}
	}
	for _, zone := range []string{"Asia/Kathmandu", "Local", "nowhere", "Australia/Lord_Howe"} {
		w.wrong(422, "abc123", get, "/api/stats?from=2026-04-01&to=2026-04-30&tz="+zone, "", "tz")
	}
	w.want(422, "abc123", get, "/api/stats?tz="+strings.Repeat("A", 65), "")
}

// The days of all parts are those of the first, also when the account has moved meanwhile.
func TestPartsKeepTheirZone(t *testing.T) {
	w := bigReport(t)
	w.moveTo("America/New_York")
	first := apitest.JSON[stats.Stats](t, w.want(200, "abc123", get, "/api/stats?"+bigQuery, ""))
	w.moveTo("Asia/Tokyo")
	second := w.want(200, "abc123", get, "/api/stats?"+bigQuery+"&cursor="+first.Next, "")
	if got := apitest.JSON[stats.Stats](t, second); got.TimeZone != "America/New_York" || got.From != first.From {
		t.Errorf("%s from %s", got.TimeZone, got.From)
	}
}
