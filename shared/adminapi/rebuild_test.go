package adminapi_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/stats"
)

func TestRebuild(t *testing.T) {
	s := newAdminServer(t)
	const day = "2026-01-05"
	s.want(t, 201, post, "websites", `{"code":"haircare","name":"W","url":"https://example.com/"}`)
	click := referral.Click{
		ID: "visit0000000000001KE6QVWE00000000000000000", Website: "haircare", Partner: "abc123", Kind: referral.Hit,
	}
	if _, err := s.table.WriteFirst(t.Context(), click); err != nil {
		t.Fatal(err)
	}
	s.count(t, "1", "abc123", "haircare", "", day)
	s.count(t, "2", "abc123", "haircare", "", day) // one more than there are clicks
	result := apitest.JSON[reconcile.Result](t, s.want(t, 200, get, "reconcile?day="+day, ""))
	if len(result.Differences) != 2 && len(result.Differences) != 4 {
		t.Fatalf("reconcile: %+v", result)
	}
	for range 2 {
		rebuilt := apitest.JSON[counting.Rebuilt](t, s.want(t, 200, post, "rebuild?day="+day, ""))
		if rebuilt.Events != 1 || rebuilt.Rows != 2 {
			t.Errorf("rebuilt: %+v", rebuilt)
		}
		result := apitest.JSON[reconcile.Result](t, s.want(t, 200, get, "reconcile?day="+day, ""))
		if len(result.Differences) != 0 {
			t.Errorf("reconcile: %+v", result)
		}
		hits := apitest.JSON[stats.Stats](t, s.want(t, 200, get, "stats?from="+day+"&to="+day, "")).Totals.Hits
		if hits != 1 {
			t.Errorf("%d hits", hits)
		}
	}
	audit := apitest.JSON[api.Page[adminapi.Change]](t, s.want(t, 200, get, "audit?entity=day&code="+day, ""))
	if len(audit.Items) != 2 || audit.Items[0].Action != "rebuild" || audit.Items[0].By != "boss" {
		t.Errorf("audit: %+v", audit.Items)
	}
}

func TestRebuildRefusesWhatIsNotSettled(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 409, post, "rebuild?day=2026-03-04", "") // today
	s.want(t, 409, post, "rebuild?day=2026-03-03", "")
	s.want(t, 409, post, "rebuild?day=2027-01-01", "")
	s.want(t, 422, post, "rebuild?day=yesterday", "")
	s.want(t, 422, post, "rebuild", "")
}

func TestADayWhoseClicksHaveExpiredStaysAsItIs(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "websites", `{"code":"haircare","name":"W","url":"https://example.com/"}`)
	keep := func(visit, id string, expires time.Time) {
		c := referral.Click{ID: referral.ClickID(visit + id), Website: "haircare", Kind: referral.Hit, Expires: expires}
		if _, err := s.table.WriteFirst(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	// Both clicks were on the 5th of January at half past nine. It is the 4th of March, 58 days
	// later.
	at := time.Date(2026, 1, 5, 9, 30, 0, 0, time.UTC)
	const id = "01KE6QVWE00000000000000000"
	keep("visit00000000000", id, at.AddDate(0, 0, 60))
	s.count(t, "1", "", "haircare", "", "2026-01-05")
	s.want(t, 200, get, "reconcile?day=2026-01-05", "")
	s.want(t, 200, post, "rebuild?day=2026-01-05", "")

	keep("visit00000000001", id, at.AddDate(0, 0, 58)) // so a click of midnight would be gone
	s.count(t, "2", "", "haircare", "", "2026-01-04")  // of which the table has deleted all
	before := s.want(t, 200, get, "stats?from=2026-01-01&to=2026-01-31&by=day", "").Body
	for _, day := range []string{"2026-01-05", "2026-01-04"} {
		for _, a := range []apitest.Answer{
			s.want(t, 409, get, "reconcile?day="+day, ""), s.want(t, 409, post, "rebuild?day="+day, ""),
		} {
			if !strings.Contains(a.Body, "clicks of "+day+" have expired") {
				t.Errorf("%s: %s", day, a.Body)
			}
		}
	}
	after := s.want(t, 200, get, "stats?from=2026-01-01&to=2026-01-31&by=day", "").Body
	if rowsOf(t, before) != rowsOf(t, after) {
		t.Errorf("the counters changed: %s, then %s", before, after)
	}
}

// rowsOf returns the rows of stats, without the time at which they were read.
func rowsOf(t *testing.T, body string) string {
	t.Helper()
	var answer struct {
		Rows json.RawMessage `json:"rows"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		t.Fatal(err)
	}
	return string(answer.Rows)
}

func TestADayIsFrom1970To2999(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 422, post, "rebuild?day=1969-12-31", "")
	s.want(t, 422, get, "reconcile?day=1969-12-31", "")
	s.want(t, 422, get, "reconcile?day=3000-01-01", "")
}
