package adminapi

import (
	"context"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
)

type partnerRow = importRow[referral.Partner]

func importPartners(ctx context.Context, job importJob, data []byte, result *ImportResult) error {
	file, err := sheet.ReadPartners(data)
	if err != nil {
		return err
	}
	rows, codes := rowsOf[referral.Partner](file)
	there, err := job.Store.PartnersByCode(ctx, codes)
	if err != nil {
		return err
	}
	now := job.by.At
	fill(rows, there, func(s sheet.Row, before *referral.Partner) (referral.Partner, error) {
		return s.Partner(before, now)
	})
	programs := func(p referral.Partner) []referral.Code { return p.Programs }
	known, err := job.Store.ProgramsByCode(ctx, programsOf(rows, programs))
	if err != nil {
		return err
	}
	checkPrograms(rows, known, programs)
	levels, err := job.levels(ctx, rows, there)
	if err != nil {
		return err
	}
	written := family{there: there, rows: byCode(rows)}
	for _, level := range levels {
		written.dropOrphans(level)
		moved, others := partition(level, moves)
		run(job, others, batchesAtOnce, func(batch []*partnerRow) { job.writePartners(ctx, batch) })
		run(job, moved, 1, func(batch []*partnerRow) { job.writePartners(ctx, batch) })
	}
	result.Ignored = file.Ignored
	report(rows, result)
	return nil
}

// levels puts the rows that can be written in the order of their parents; those on a cycle are invalid.
func (j importJob) levels(ctx context.Context, rows []*partnerRow, there map[referral.Code]referral.Partner) ([][]*partnerRow, error) {
	listed := map[referral.Code]*partnerRow{}
	var codes []referral.Code
	for _, r := range rows {
		if r.outcome == "" {
			listed[r.code], codes = r, append(codes, r.code)
		}
	}
	above, err := j.readAncestors(ctx, listed, there)
	if err != nil {
		return nil, err
	}
	levels, cyclic := sheet.ParentFirst(codes, func(code referral.Code) referral.Code {
		if r := listed[code]; r != nil {
			return r.after.Parent
		}
		return above[code].Parent
	})
	for _, code := range cyclic {
		listed[code].end(invalid, referral.InvalidField("parent", "a partner cannot be below itself"))
	}
	out := make([][]*partnerRow, len(levels))
	for i, level := range levels {
		for _, code := range level {
			out[i] = append(out[i], listed[code])
		}
	}
	return out, nil
}

// readAncestors returns there with all partners above the listed ones that are not listed themselves, a generation in each read.
func (j importJob) readAncestors(ctx context.Context, listed map[referral.Code]*partnerRow, there map[referral.Code]referral.Partner) (map[referral.Code]referral.Partner, error) {
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
			return nil, err
		}
		wanted = nil
		for code, p := range found {
			there[code] = p
			want(p.Parent)
		}
	}
	return there, nil
}

// family knows who exists: what was there, and what was written since.
type family struct {
	there map[referral.Code]referral.Partner
	rows  map[referral.Code]*partnerRow
}

func byCode(rows []*partnerRow) map[referral.Code]*partnerRow {
	m := map[referral.Code]*partnerRow{}
	for _, r := range rows {
		if r.code != "" && m[r.code] == nil {
			m[r.code] = r
		}
	}
	return m
}

// dropOrphans ends the rows whose parents do not exist by the time that it is their turn.
func (f family) dropOrphans(level []*partnerRow) {
	for _, r := range level {
		parent := r.after.Parent
		if _, exists := f.there[parent]; parent == "" || exists || r.outcome != "" {
			continue
		}
		switch above := f.rows[parent]; {
		case above == nil:
			r.end(invalid, referral.InvalidField("parent", "there is no partner %s", parent))
		case above.outcome == pending:
			r.end(pending, nil)
		case above.outcome == invalid:
			r.end(invalid, referral.InvalidField("parent", "the row of %s, in line %d, is not valid", parent, above.Line))
		case above.outcome == failed:
			r.end(failed, referral.InvalidField("parent", "%s, in line %d, could not be made", parent, above.Line))
		}
	}
}

// writePartners writes a batch: users of new partners first, then all partners, then what changes for users who are there. See makePartner.
func (j importJob) writePartners(ctx context.Context, batch []*partnerRow) {
	forEach(batch, func(r *partnerRow) bool { return r.before == nil }, func(r *partnerRow) {
		if err := j.Users.Invite(ctx, r.after); err != nil {
			r.settle(err)
		}
	})
	var edits []table.PartnerEdit
	var rows []*partnerRow
	for _, r := range batch {
		if r.outcome == "" {
			e := table.PartnerEdit{After: r.after}
			if r.before != nil {
				e.Before = *r.before
			}
			edits, rows = append(edits, e), append(rows, r)
		}
	}
	for i, err := range j.Store.WritePartners(ctx, edits, j.by) {
		rows[i].settle(err)
	}
	forEach(rows, func(r *partnerRow) bool { return r.outcome == updated && userChanges(r) }, func(r *partnerRow) {
		if err := j.Users.Sync(ctx, r.after); err != nil {
			r.settle(err)
		}
	})
}

func userChanges(r *partnerRow) bool {
	return r.before.Status != r.after.Status || r.before.Email != r.after.Email
}

// moves tells whether the row moves a partner. Such changes are written one batch after the other:
// at once, they would only hold each other up.
func moves(r *partnerRow) bool { return r.before != nil && referral.Moves(*r.before, r.after) }

// partition returns the rows of which is holds, and the others.
func partition(rows []*partnerRow, is func(*partnerRow) bool) (those, others []*partnerRow) {
	for _, r := range rows {
		if is(r) {
			those = append(those, r)
		} else {
			others = append(others, r)
		}
	}
	return those, others
}

// batchesAtOnce is how many batches of partners are on their way: the users of one are made while another is written.
const batchesAtOnce = 2

// UsersAtOnce bounds the calls to the user pool that an import has under way. The pool takes some 50 a second; the client slows down when it is
// told to.
const UsersAtOnce = 32

// forEach calls do for the rows that it is for, a few at a time.
func forEach(rows []*partnerRow, is func(*partnerRow) bool, do func(*partnerRow)) {
	var group errgroup.Group
	group.SetLimit(UsersAtOnce / batchesAtOnce)
	for _, r := range rows {
		if is(r) {
			group.Go(func() error {
				do(r)
				return nil
			})
		}
	}
	_ = group.Wait() // every row knows its outcome
}
