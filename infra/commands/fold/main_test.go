package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"signpost/infra/tests/enginetest"
	"signpost/shared/counting/folding"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestATableWithoutVisitsIsFoldedAtOnce(t *testing.T) {
	db := enginetest.Start(t)
	var out strings.Builder
	if err := fold(t.Context(), table.New(db.Client, db.Table), &out); err != nil {
		t.Fatal(err)
	}
	var result folding.Result
	err := json.Unmarshal([]byte(out.String()), &result)
	if err != nil || result.Left != 0 || result.Through < referral.DayOf(time.Now().AddDate(0, 0, -4)) {
		t.Errorf("%s, %v", &out, err)
	}
}
