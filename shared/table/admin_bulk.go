package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// PartnerEdit turns Before, as it was read or zero for a new partner, into After.
type PartnerEdit struct{ Before, After referral.Partner }

// WebsiteEdit turns Before, as it was read or zero for a new website, into After.
type WebsiteEdit struct{ Before, After referral.Website }

// WritePartners writes many changes, all of different partners, and returns the error of each, nil for those that are written. Each is
// written wholly, with its audit, or not at all. The caller has checked the partners, and that their parents and programs exist; a change of
// the parent of a partner that exists is the one thing that is checked here.
func (t *Table) WritePartners(ctx context.Context, changes []PartnerEdit, by referral.Stamp) []error {
	edits := make([]edit, len(changes))
	guarded := map[int]bool{}
	for i, c := range changes {
		_, edits[i] = t.partnerEdit(c.Before, c.After, by)
		guarded[i] = c.Before.Version > 0 && c.After.Parent != "" && c.After.Parent != c.Before.Parent
	}
	errs := t.applyAll(ctx, edits, func(i int) bool { return guarded[i] })
	for i, c := range changes { // one after the other: they would only hold each other up
		if guarded[i] {
			errs[i] = t.applyGuarded(ctx, edits[i], c.After)
		}
	}
	return errs
}

// WriteWebsites does for websites what WritePartners does for partners.
func (t *Table) WriteWebsites(ctx context.Context, changes []WebsiteEdit, by referral.Stamp) []error {
	edits := make([]edit, len(changes))
	for i, c := range changes {
		_, edits[i] = t.websiteEdit(c.Before, c.After, by)
	}
	return t.applyAll(ctx, edits, func(int) bool { return false })
}

// Bounds of writing many: the items of one transaction are DynamoDB's limit; a few transactions at a time keep a slow network busy.
const (
	transactionItems = 100
	transactions     = 4
)

// applyAll writes the edits that are not to be skipped, as many in one transaction as go in. It costs what single ones cost, and takes a
// fraction of the requests. Where one of them cannot be written, those of its transaction are tried alone.
func (t *Table) applyAll(ctx context.Context, edits []edit, skip func(int) bool) []error {
	errs := make([]error, len(edits))
	var group errgroup.Group
	group.SetLimit(transactions)
	var batch []int
	size := 0
	flush := func() {
		members := batch
		group.Go(func() error {
			t.applyTogether(ctx, edits, members, errs)
			return nil
		})
		batch, size = nil, 0
	}
	for i, e := range edits {
		if skip(i) {
			continue
		}
		n := len(t.writes(e))
		if size+n > transactionItems {
			flush()
		}
		batch, size = append(batch, i), size+n
	}
	flush()
	_ = group.Wait() // every error is in errs
	return errs
}

func (t *Table) applyTogether(ctx context.Context, edits []edit, members []int, errs []error) {
	if len(members) == 0 {
		return
	}
	var all []types.TransactWriteItem
	for _, i := range members {
		all = append(all, t.writes(edits[i])...)
	}
	if _, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: all}); err == nil {
		return
	}
	for _, i := range members {
		errs[i] = t.apply(ctx, edits[i])
	}
}

// PartnersByCode reads many partners, as they are at this moment. Those that do not exist are missing from the answer.
func (t *Table) PartnersByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Partner, error) {
	return readByCode(ctx, t, codes, PartnerKey, partnerRecord.partner)
}

// WebsitesByCode reads many websites, as PartnersByCode does partners.
func (t *Table) WebsitesByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Website, error) {
	return readByCode(ctx, t, codes, WebsiteKey, websiteRecord.website)
}

// ProgramsByCode reads many programs, as PartnersByCode does partners.
func (t *Table) ProgramsByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Program, error) {
	return readByCode(ctx, t, codes, ProgramKey, programRecord.program)
}

func readByCode[R, T any](ctx context.Context, t *Table, codes []referral.Code, key func(referral.Code) Key, value func(R) T) (map[referral.Code]T, error) {
	keys := make([]Key, len(codes))
	for i, code := range codes {
		keys[i] = key(code)
	}
	found, err := t.batchGet(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("read %d items: %w", len(codes), err)
	}
	values := make(map[referral.Code]T, len(found))
	for i, code := range codes {
		item, ok := found[keys[i]]
		if !ok {
			continue
		}
		var r R
		if err := attributevalue.UnmarshalMap(item, &r); err != nil {
			return nil, fmt.Errorf("read %v: %w", keys[i], err)
		}
		values[code] = value(r)
	}
	return values, nil
}
