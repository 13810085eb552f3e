package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/sheet"
)

// levels sorts the open rows so that parents come before their children; see sheet.ParentFirst.
// Rows on a cycle of parents, or below one, are invalid.
func (j importJob) levels(
	ctx context.Context, rows []*partnerRow, there map[referral.Code]referral.Partner,
) ([][]*partnerRow, error) {
	listed := map[referral.Code]*partnerRow{}
	var codes []referral.Code
	for r := range open(rows) {
		listed[r.code], codes = r, append(codes, r.code)
	}
	if err := j.readAncestors(ctx, listed, there); err != nil {
		return nil, err
	}
	levels, cyclic := sheet.ParentFirst(codes, func(code referral.Code) referral.Code {
		if r := listed[code]; r != nil {
			return r.after.Parent
		}
		return there[code].Parent
	})
	for _, code := range cyclic {
		listed[code].end(invalid, referral.InvalidField("parent", "a partner cannot be below itself"))
	}
	return api.Map(levels, func(level []referral.Code) []*partnerRow {
		return api.Map(level, func(code referral.Code) *partnerRow { return listed[code] })
	}), nil
}

// readAncestors adds to there all partners above the listed ones that are not listed
// themselves, one generation with each read.
func (j importJob) readAncestors(
	ctx context.Context, listed map[referral.Code]*partnerRow, there map[referral.Code]referral.Partner,
) error {
	asked := map[referral.Code]bool{"": true}
	var wanted []referral.Code
	want := func(code referral.Code) {
		if _, known := there[code]; !known && !asked[code] && listed[code] == nil {
			asked[code] = true
			wanted = append(wanted, code)
		}
	}
	for _, r := range listed {
		want(r.after.Parent)
	}
	for _, p := range there {
		want(p.Parent)
	}
	for len(wanted) > 0 {
		found, err := j.Store.PartnersByCode(ctx, wanted)
		if err != nil {
			return err
		}
		wanted = nil
		for code, p := range found {
			there[code] = p
			want(p.Parent)
		}
	}
	return nil
}

// family knows who exists: those who were there, and those whose rows have been written since.
type family struct {
	there map[referral.Code]referral.Partner
	rows  map[referral.Code]*partnerRow
}

func familyOf(file importFile[referral.Partner]) family {
	f := family{there: file.there, rows: map[referral.Code]*partnerRow{}}
	for _, r := range file.rows {
		if r.code != "" && f.rows[r.code] == nil {
			f.rows[r.code] = r
		}
	}
	return f
}

// dropOrphans ends the rows whose parents do not exist by the time that it is their turn.
func (f family) dropOrphans(level []*partnerRow) {
	for r := range open(level) {
		parent := r.after.Parent
		if _, exists := f.there[parent]; parent == "" || exists {
			continue
		}
		switch above := f.rows[parent]; {
		case above == nil:
			r.end(invalid, referral.InvalidField("parent", "there is no partner %s", parent))
		case above.outcome == pending:
			r.end(pending, nil)
		case above.outcome == invalid:
			r.end(invalid, referral.InvalidField("parent", "%s, in line %d, is not valid", parent, above.Line))
		case above.outcome == failed:
			r.end(failed, referral.InvalidField("parent", "%s, in line %d, could not be created", parent, above.Line))
		}
	}
}
