package adminapi_test

import (
	"testing"

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
		ID: "visit0000000000001KE6Y2N3A0000000000000000", Website: "haircare", Partner: "abc123", Kind: referral.Hit,
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
		if rebuilt.Events != 1 || rebuilt.Rows != 2 || rebuilt.Replaced < 2 {
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

func TestADayIsFrom1970To2999(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 422, post, "rebuild?day=1969-12-31", "")
	s.want(t, 422, get, "reconcile?day=1969-12-31", "")
	s.want(t, 422, get, "reconcile?day=3000-01-01", "")
}
