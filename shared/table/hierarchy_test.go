package table_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"signpost/shared/referral"
)

// parents reads the parent of every partner.
func (o *office) parents(t *testing.T, codes []referral.Code) map[referral.Code]referral.Code {
	t.Helper()
	all, err := o.PartnersByCode(t.Context(), codes)
	if err != nil {
		t.Fatal(err)
	}
	parents := map[referral.Code]referral.Code{}
	for code, p := range all {
		parents[code] = p.Parent
	}
	return parents
}

func assertNoCycle(t *testing.T, parents map[referral.Code]referral.Code) {
	t.Helper()
	for code := range parents {
		steps := 0
		for up := code; up != ""; up = parents[up] {
			if steps++; steps > len(parents) {
				t.Fatalf("%s is below itself: %v", code, parents)
			}
		}
	}
}

func TestTwoAdminsCannotMakeACycleAtOnce(t *testing.T) {
	o := newOffice(t)
	for round := range 20 {
		a := o.partner(referral.Partner{Code: referral.Code(fmt.Sprintf("a%d", round))})
		b := o.partner(referral.Partner{Code: referral.Code(fmt.Sprintf("b%d", round))})
		errs := o.atOnce([]referral.Partner{a, b}, []referral.Code{b.Code, a.Code})
		if (errs[0] == nil) == (errs[1] == nil) ||
			referral.CodeOf(errs[0]) != referral.Invalid && referral.CodeOf(errs[1]) != referral.Invalid {
			t.Fatalf("round %d: %v, %v; want one of them to be invalid", round, errs[0], errs[1])
		}
	}
}

// atOnce gives each partner its parent, all at the same time.
func (o *office) atOnce(partners []referral.Partner, parents []referral.Code) []error {
	errs := make([]error, len(partners))
	stamps := make([]referral.Stamp, len(partners))
	for i := range partners {
		stamps[i] = o.stamp()
	}
	start := make(chan struct{})
	var running sync.WaitGroup
	for i, before := range partners {
		running.Go(func() {
			<-start
			after := before
			after.Parent = parents[i]
			_, errs[i] = o.ChangePartner(o.t.Context(), before, after, stamps[i])
		})
	}
	close(start)
	running.Wait()
	return errs
}

func TestManyChangesOfParentsAtOnceNeverMakeACycle(t *testing.T) {
	o := newOffice(t)
	random := rand.New(rand.NewPCG(1, 2))
	var codes []referral.Code
	for i := range 8 {
		codes = append(codes, o.partner(referral.Partner{Code: referral.Code(fmt.Sprintf("p%d", i))}).Code)
	}
	changed := 0
	for range 15 {
		all, err := o.PartnersByCode(t.Context(), codes)
		if err != nil {
			t.Fatal(err)
		}
		var partners []referral.Partner
		var parents []referral.Code
		for _, i := range random.Perm(len(codes))[:4] {
			partners = append(partners, all[codes[i]])
			parents = append(parents, codes[(i+1+random.IntN(len(codes)-1))%len(codes)])
		}
		for _, err := range o.atOnce(partners, parents) {
			if code := referral.CodeOf(err); err != nil && code != referral.Invalid && code != referral.Unavailable {
				t.Fatal(err)
			} else if err == nil {
				changed++
			}
		}
		assertNoCycle(t, o.parents(t, codes))
	}
	if changed < 10 {
		t.Errorf("only %d changes went through", changed)
	}
}

func TestALongChainIsNotALoophole(t *testing.T) {
	o := newOffice(t)
	const length = 150 // more than a transaction could check
	top := o.partner(referral.Partner{Code: "c000"})
	for i := 1; i < length; i++ {
		o.partner(referral.Partner{
			Code:   referral.Code(fmt.Sprintf("c%03d", i)),
			Parent: referral.Code(fmt.Sprintf("c%03d", i-1)),
		})
	}
	after := top
	after.Parent = referral.Code(fmt.Sprintf("c%03d", length-1))
	if _, err := o.ChangePartner(t.Context(), top, after, o.stamp()); referral.CodeOf(err) != referral.Invalid {
		t.Errorf("%v; want invalid", err)
	}
}
