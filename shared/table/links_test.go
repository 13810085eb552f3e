package table_test

import (
	"testing"
	"time"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestALinkIsKeptAsItWasFirst(t *testing.T) {
	db := enginetest.Start(t)
	links := table.New(db.Client, db.Table)
	first := referral.Link{
		Website:   "haircare",
		Partner:   "kid456",
		Ad:        "letter",
		Maker:     "abc123",
		CreatedAt: time.Unix(1, 0).UTC(),
	}
	later := first
	later.CreatedAt = time.Unix(2, 0).UTC()
	for i, l := range []referral.Link{first, first, later} {
		kept, isNew, err := links.KeepLink(t.Context(), l)
		if err != nil || isNew != (i == 0) || kept != first {
			t.Errorf("%d: kept %+v, new %v, %v", i, kept, isNew, err)
		}
	}
}

func TestALinkIsReadInOneRequest(t *testing.T) {
	db := enginetest.Start(t)
	links := table.New(db.Client, db.Table)
	w, p, a, err := links.ReadLink(t.Context(), "haircare", "abc123", "")
	if w != nil || p != nil || a != nil || err != nil {
		t.Errorf("of an empty table: %v %v %v %v", w, p, a, err)
	}
}
