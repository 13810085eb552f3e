package table_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// gate is a client that counts transactions and cancels the first few for the reasons given.
type gate struct {
	*dynamodb.Client
	transactions atomic.Int64
	cancel       int64
	reasons      []string
}

func (g *gate) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, options ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	if g.transactions.Add(1) > g.cancel {
		return g.Client.TransactWriteItems(ctx, in, options...)
	}
	var why types.TransactionCanceledException
	for _, code := range g.reasons {
		why.CancellationReasons = append(why.CancellationReasons, types.CancellationReason{Code: &code})
	}
	return nil, &why
}

func newGatedOffice(t *testing.T) (*office, *gate) {
	db := enginetest.Start(t)
	g := &gate{Client: db.Client}
	return &office{Table: table.New(g, db.Table), db: db, t: t}, g
}

func (o *office) newPartners(n int) []table.PartnerEdit {
	var edits []table.PartnerEdit
	for i := range n {
		edits = append(edits, table.PartnerEdit{After: referral.Partner{
			Code:   referral.Code(fmt.Sprintf("p%03d", i)),
			Name:   "P",
			Status: referral.Active,
			Joined: keyNow,
		}})
	}
	return edits
}

// below returns the edits that give partners, as they are now, those parents.
func (o *office) below(parents map[referral.Code]referral.Code, order ...referral.Code) []table.PartnerEdit {
	o.t.Helper()
	there, err := o.PartnersByCode(o.t.Context(), order)
	if err != nil {
		o.t.Fatal(err)
	}
	var edits []table.PartnerEdit
	for _, code := range order {
		after := there[code]
		after.Parent = parents[code]
		edits = append(edits, table.PartnerEdit{Before: there[code], After: after})
	}
	return edits
}

func wantAll(t *testing.T, errs []error) {
	t.Helper()
	for i, err := range errs {
		if err != nil {
			t.Fatal(i, err)
		}
	}
}

func TestManyChangesOfParentsTakeFewTransactions(t *testing.T) {
	o, g := newGatedOffice(t)
	wantAll(t, o.WritePartners(t.Context(), o.newPartners(70), o.stamp()))
	parents := map[referral.Code]referral.Code{}
	var codes []referral.Code
	for i := range 69 {
		codes = append(codes, referral.Code(fmt.Sprintf("p%03d", i)))
		parents[codes[i]] = referral.Code(fmt.Sprintf("p%03d", i+1)) // one long chain
	}
	g.transactions.Store(0)
	wantAll(t, o.WritePartners(t.Context(), o.below(parents, codes...), o.stamp()))
	if n := g.transactions.Load(); n != 3 { // of 33 at most: three items each, and the guard
		t.Errorf("%d transactions", n)
	}
	if got := o.parents(t, codes); got["p000"] != "p001" || got["p068"] != "p069" {
		t.Error(got)
	}
}

func TestOfManyChangesOfParentsOnlyThoseThatMakeACycleFail(t *testing.T) {
	o, _ := newGatedOffice(t)
	for _, code := range []referral.Code{"a1", "b1", "c1", "d1"} {
		o.partner(referral.Partner{Code: code})
	}
	parents := map[referral.Code]referral.Code{"a1": "b1", "b1": "c1", "c1": "a1", "d1": "a1"}
	errs := o.WritePartners(t.Context(), o.below(parents, "a1", "b1", "c1", "d1"), o.stamp())
	if errs[0] != nil || errs[1] != nil || referral.CodeOf(errs[2]) != referral.Invalid || errs[3] != nil {
		t.Errorf("%v", errs)
	}
	if got := fmt.Sprint(o.parents(t, []referral.Code{"a1", "b1", "c1", "d1"})); got != "map[a1:b1 b1:c1 c1: d1:a1]" {
		t.Error(got)
	}
}

func TestManyChangesOfManyParentsAtOnceNeverMakeACycle(t *testing.T) {
	o, _ := newGatedOffice(t)
	wantAll(t, o.WritePartners(t.Context(), o.newPartners(9), o.stamp()))
	random := rand.New(rand.NewPCG(3, 4))
	codes := make([]referral.Code, 9)
	for i := range codes {
		codes[i] = referral.Code(fmt.Sprintf("p%03d", i))
	}
	moved := 0
	for range 15 {
		var running sync.WaitGroup
		errs := make([][]error, 3)
		order := random.Perm(9)
		for n := range errs {
			parents := map[referral.Code]referral.Code{}
			var mine []referral.Code
			for _, i := range order[3*n : 3*n+3] {
				mine = append(mine, codes[i])
				parents[codes[i]] = codes[(i+1+random.IntN(8))%9]
			}
			edits, by := o.below(parents, mine...), o.stamp()
			running.Go(func() { errs[n] = o.WritePartners(t.Context(), edits, by) })
		}
		running.Wait()
		for _, err := range append(append(errs[0], errs[1]...), errs[2]...) {
			switch referral.CodeOf(err) {
			case referral.Invalid, referral.Conflict, referral.Unavailable:
			default:
				if err != nil {
					t.Fatal(err)
				}
				moved++
			}
		}
		assertNoCycle(t, o.parents(t, codes))
	}
	if moved < 15 {
		t.Errorf("only %d changes were made", moved)
	}
}

func TestWritingManyWaitsForATableThatIsTooBusy(t *testing.T) {
	for name, tt := range map[string]struct {
		reasons      []string
		transactions int64
		failed       int
	}{
		// the same two more times
		"throttled": {[]string{"None", "ThrottlingError", "ProvisionedThroughputExceeded"}, 3, 0},
		// each alone, the first of them canceled too
		"not only that": {[]string{"ThrottlingError", "ValidationError"}, 1 + 5, 1},
	} {
		t.Run(name, func(t *testing.T) {
			o, g := newGatedOffice(t)
			g.cancel, g.reasons = 2, tt.reasons
			failed := 0
			for _, err := range o.WritePartners(t.Context(), o.newPartners(5), o.stamp()) {
				if err != nil {
					failed++
				}
			}
			if n := g.transactions.Load(); n != tt.transactions || failed != tt.failed {
				t.Errorf("%d transactions, %d failed", n, failed)
			}
		})
	}
}
