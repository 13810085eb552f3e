package table

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// PartnerEdit turns Before, as it was read or zero for a new partner, into After.
type PartnerEdit struct{ Before, After referral.Partner }

// WebsiteEdit turns Before, as it was read or zero for a new website, into After.
type WebsiteEdit struct{ Before, After referral.Website }

// WritePartners writes many changes, all of different partners, and returns the error of each, nil
// for those that were written. Each is written as a whole, with its audit, or not at all.
//
// The caller has checked the partners, and that their parents and programs exist. What is checked
// here is that no partner ends up below itself.
func (t *Table) WritePartners(ctx context.Context, changes []PartnerEdit, by referral.Stamp) []error {
	var plain []edit
	var moves []move
	for _, c := range changes {
		_, e := t.partnerEdit(c.Before, c.After, by)
		if referral.Moves(c.Before, c.After) {
			moves = append(moves, move{e, c.After.Parent})
		} else {
			plain = append(plain, e)
		}
	}
	failed := map[referral.Code]error{}
	for i, err := range t.applyAll(ctx, plain) {
		failed[plain[i].code] = err
	}
	for i, err := range t.applyMoves(ctx, moves) {
		failed[moves[i].code] = err
	}
	errs := make([]error, len(changes))
	for i, c := range changes {
		errs[i] = failed[c.After.Code]
	}
	return errs
}

// WriteWebsites does for websites what WritePartners does for partners.
func (t *Table) WriteWebsites(ctx context.Context, changes []WebsiteEdit, by referral.Stamp) []error {
	edits := make([]edit, len(changes))
	for i, c := range changes {
		_, edits[i] = t.websiteEdit(c.Before, c.After, by)
	}
	return t.applyAll(ctx, edits)
}

// transactionsAtOnce is how many transactions are under way at once: a few keep a slow network
// busy.
const transactionsAtOnce = 4

// applyAll writes edits and returns the error of each. It puts as many of them into a transaction
// as it takes: that costs what single ones cost, in a fraction of the requests.
func (t *Table) applyAll(ctx context.Context, edits []edit) []error {
	all := batches(edits, transactionItems)
	errs := make([][]error, len(all))
	var group errgroup.Group
	group.SetLimit(transactionsAtOnce)
	for i, batch := range all {
		group.Go(func() error {
			errs[i] = t.applyBatch(ctx, batch)
			return nil
		})
	}
	_ = group.Wait() // every error is in errs
	return slices.Concat(errs...)
}

// applyBatch writes edits in one transaction or, if one of them cannot be written, each alone.
func (t *Table) applyBatch(ctx context.Context, batch []edit) []error {
	errs := make([]error, len(batch))
	var writes []types.TransactWriteItem
	for _, e := range batch {
		writes = append(writes, t.writes(e)...)
	}
	if t.transactPatiently(ctx, writes) == nil {
		return errs
	}
	for i, e := range batch {
		errs[i] = t.apply(ctx, e)
	}
	return errs
}

// batches splits edits, in their order, into runs that take at most so many items of a transaction.
func batches[E interface{ size() int }](edits []E, items int) [][]E {
	var all [][]E
	room := 0
	for _, e := range edits {
		if e.size() > room {
			all, room = append(all, nil), items
		}
		last := len(all) - 1
		all[last], room = append(all[last], e), room-e.size()
	}
	return all
}
