package main

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"signpost/infra/tests/enginetest"
	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestADayThatDiffersIsAnError(t *testing.T) {
	db := enginetest.Start(t)
	store := table.New(db.Client, db.Table)
	// 01KAR9BMG0… is noon of 2025-11-23.
	click := referral.Click{
		ID: "visit00000000000" + "01KAR9BMG00000000000000000", Website: "haircare", Partner: "abc123",
		Kind: referral.Hit,
	}
	if err := store.WriteRepeat(t.Context(), click); err != nil {
		t.Fatal(err)
	}
	for day, equal := range map[referral.Day]bool{"2025-11-22": true, "2025-11-23": false} {
		var out strings.Builder
		got, err := reconcileDay(t.Context(), counting.NewReader(store), day, &out, io.Discard)
		var result reconcile.Result
		if err != nil || got != equal || json.Unmarshal([]byte(out.String()), &result) != nil ||
			result.Day != day || (len(result.Differences) == 0) != equal {
			t.Errorf("%s: %v, %v: %s", day, got, err, &out)
		}
	}
}

func TestReconcileNeedsOneDay(t *testing.T) {
	for _, args := range [][]string{nil, {""}, {"yesterday"}, {"2026-02-30"}, {"2026-01-01", "2026-01-02"}} {
		if _, err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
}
