package table_test

import (
	"fmt"
	"testing"
	"time"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

var keyNow = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// office is a table with an admin at work: every change gets a stamp of its own.
type office struct {
	*table.Table
	db    *enginetest.DB
	t     *testing.T
	notes int
}

func newOffice(t *testing.T) *office {
	db := enginetest.Start(t)
	return &office{Table: table.New(db.Client, db.Table), db: db, t: t}
}

func (o *office) stamp() referral.Stamp {
	o.notes++
	return referral.Stamp{
		By: "admin",
		At: keyNow.Add(time.Duration(o.notes) * time.Second),
		ID: fmt.Sprintf("%026d", o.notes),
	}
}

func (o *office) program(codes ...referral.Code) {
	o.t.Helper()
	for _, code := range codes {
		p := referral.Program{Code: code, Name: string(code)}
		if _, err := o.CreateProgram(o.t.Context(), p, o.stamp()); err != nil {
			o.t.Fatal(err)
		}
	}
}

func (o *office) partner(p referral.Partner) referral.Partner {
	o.t.Helper()
	p.Status, p.Joined = referral.Active, keyNow
	if p.Name == "" {
		p.Name = "Partner " + string(p.Code)
	}
	p, err := o.CreatePartner(o.t.Context(), p, o.stamp())
	if err != nil {
		o.t.Fatal(err)
	}
	return p
}

func partnerCodes(partners []referral.Partner) []string {
	codes := []string{}
	for _, p := range partners {
		codes = append(codes, string(p.Code))
	}
	return codes
}
