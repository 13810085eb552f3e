package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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
	guarded := make([]bool, len(changes))
	for i, c := range changes {
		_, edits[i] = t.partnerEdit(c.Before, c.After, by)
		guarded[i] = c.Before.Version > 0 && c.After.Parent != "" && c.After.Parent != c.Before.Parent
	}
	errs := make([]error, len(edits))
	t.applyAll(ctx, edits, func(i int) bool { return !guarded[i] }, errs)
	t.applyMoves(ctx, edits, changes, func(i int) bool { return guarded[i] }, errs)
	return errs
}

// WriteWebsites does for websites what WritePartners does for partners.
func (t *Table) WriteWebsites(ctx context.Context, changes []WebsiteEdit, by referral.Stamp) []error {
	edits := make([]edit, len(changes))
	for i, c := range changes {
		_, edits[i] = t.websiteEdit(c.Before, c.After, by)
	}
	errs := make([]error, len(edits))
	t.applyAll(ctx, edits, func(int) bool { return true }, errs)
	return errs
}

// Bounds of writing many: the items of one transaction are DynamoDB's limit; a few transactions at a time keep a slow network busy.
const (
	transactionItems = 100
	transactions     = 4
)

// applyAll writes the edits that it is for, as many in one transaction as go in, and notes their errors. It costs what single ones cost, and
// takes a fraction of the requests. Where one of them cannot be written, those of its transaction are tried alone.
func (t *Table) applyAll(ctx context.Context, edits []edit, is func(int) bool, errs []error) {
	var group errgroup.Group
	group.SetLimit(transactions)
	for _, members := range t.together(edits, is, transactionItems) {
		group.Go(func() error {
			t.applyTogether(ctx, edits, members, errs)
			return nil
		})
	}
	_ = group.Wait() // every error is in errs
}

// together puts the edits that it is for into transactions of at most so many items.
func (t *Table) together(edits []edit, is func(int) bool, items int) [][]int {
	var all [][]int
	room := 0
	for i, e := range edits {
		if !is(i) {
			continue
		}
		n := len(t.writes(e))
		if n > room {
			all, room = append(all, nil), items
		}
		last := len(all) - 1
		all[last], room = append(all[last], i), room-n
	}
	return all
}

func (t *Table) applyTogether(ctx context.Context, edits []edit, members []int, errs []error) {
	var all []types.TransactWriteItem
	for _, i := range members {
		all = append(all, t.writes(edits[i])...)
	}
	if t.transactPatiently(ctx, all) == nil {
		return
	}
	for _, i := range members {
		errs[i] = t.apply(ctx, edits[i])
	}
}

// Where thousands are written, the table may have to be waited for: for some three seconds in all, twice as long each time.
const (
	patience  = 6
	firstWait = 50 * time.Millisecond
)

// transactPatiently writes all, again and again while the only thing against it is that there is too much to write at once. The SDK's client
// does not: to it, a transaction that is canceled is canceled, whatever the reasons.
func (t *Table) transactPatiently(ctx context.Context, all []types.TransactWriteItem) error {
	for try := 0; ; try++ {
		_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: all})
		if !throttled(err) || try == patience {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(firstWait << try):
		}
	}
}

// throttled tells whether err says that a transaction was canceled for lack of capacity and for nothing else, in the words of
// docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html.
func throttled(err error) bool {
	var canceled *types.TransactionCanceledException
	if !errors.As(err, &canceled) {
		return false
	}
	lacking := false
	for _, r := range canceled.CancellationReasons {
		switch aws.ToString(r.Code) {
		case "", "None":
		case "ThrottlingError", "ProvisionedThroughputExceeded":
			lacking = true
		default:
			return false
		}
	}
	return lacking
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
