package adminapi

import (
	"context"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
)

type partnerRow = importRow[referral.Partner]

func (j importJob) importPartners(ctx context.Context, data []byte) (ImportResult, error) {
	file, err := importKind[referral.Partner]{
		read: sheet.ReadPartners,
		find: j.Store.PartnersByCode,
		apply: func(row sheet.Row, before *referral.Partner) (referral.Partner, error) {
			return row.Partner(before, j.by.At)
		},
		programs: func(p referral.Partner) []referral.Code { return p.Programs },
	}.compare(ctx, j.Store, data)
	if err != nil {
		return ImportResult{}, err
	}
	levels, err := j.levels(ctx, file.rows, file.there)
	if err != nil {
		return ImportResult{}, err
	}
	known := familyOf(file)
	write := func(batch []*partnerRow) { j.writePartners(ctx, batch) }
	for _, level := range levels {
		known.dropOrphans(level)
		moved, others := partition(level, moves)
		run(j, others, batchesAtOnce, write)
		run(j, moved, 1, write)
	}
	return file.result(), nil
}

// writePartners writes a batch: first the users of new partners, then all partners, then what
// changes for users who are there and may be changed. See makePartner for the order.
func (j importJob) writePartners(ctx context.Context, batch []*partnerRow) {
	forUsers(batch, isNew, func(p referral.Partner) error { return j.Users.Invite(ctx, p) })
	forUsers(batch, changesUser, func(p referral.Partner) error { return j.Users.Check(ctx, p.Code) })
	var edits []table.PartnerEdit
	var rows []*partnerRow
	for r := range open(batch) {
		e := table.PartnerEdit{After: r.after}
		if r.before != nil {
			e.Before = *r.before
		}
		edits, rows = append(edits, e), append(rows, r)
	}
	for i, err := range j.Store.WritePartners(ctx, edits, j.by) {
		rows[i].settle(err)
	}
	updatedUser := func(r *partnerRow) bool { return r.outcome == updated && changesUser(r) }
	forUsers(rows, updatedUser, func(p referral.Partner) error { return j.Users.Sync(ctx, p) })
}

func isNew(r *partnerRow) bool { return r.before == nil }

// changesUser reports whether a row makes a difference to the user of a partner who is there.
func changesUser(r *partnerRow) bool {
	return r.before != nil && (r.before.Status != r.after.Status || r.before.Email != r.after.Email)
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

// batchesAtOnce is how many batches of partners are under way: the users of one are created
// while another is written.
const batchesAtOnce = 2

// UsersAtOnce bounds the calls to the user pool that an import has under way. The pool takes
// some 50 a second; its client slows down when it is throttled.
const UsersAtOnce = 32

// forUsers makes a call to the user pool for each row of which is holds, several at once. A row
// whose call fails has failed.
func forUsers(rows []*partnerRow, is func(*partnerRow) bool, call func(referral.Partner) error) {
	var group errgroup.Group
	group.SetLimit(UsersAtOnce / batchesAtOnce)
	for _, r := range rows {
		if !is(r) {
			continue
		}
		group.Go(func() error {
			if err := call(r.after); err != nil {
				r.settle(err)
			}
			return nil
		})
	}
	_ = group.Wait() // every row has its own error
}
