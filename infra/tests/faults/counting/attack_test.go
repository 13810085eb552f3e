package counting_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"

	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// These bounds hold whatever partners and visitors do.
const (
	mostBytes = 32 << 10
	mostNames = 200
)

// boundedTable records the largest row and update.
type boundedTable struct {
	*meteredTable
	largest int
	names   int
}

func (b *boundedTable) UpdateItem(
	ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options),
) (*dynamodb.UpdateItemOutput, error) {
	out, err := b.meteredTable.UpdateItem(ctx, in, options...)
	k := keyOf(in.Key)
	b.memoryTable.mu.Lock()
	b.names = max(b.names, len(in.ExpressionAttributeNames))
	if strings.HasPrefix(k.PK, table.PrefixCount) || strings.HasPrefix(k.PK, table.PrefixTotal) {
		b.largest = max(b.largest, rowSize(b.items[k]))
	}
	b.memoryTable.mu.Unlock()
	return out, err
}

func newBoundedWorld(t *testing.T) (*world, *boundedTable) {
	b := &boundedTable{meteredTable: &meteredTable{memoryTable: newMemoryTable(), units: map[string]int{}}}
	return newWorld(t, t.Context(), b), b
}

func (b *boundedTable) check(t *testing.T) {
	t.Helper()
	if b.largest > mostBytes || b.names > mostNames {
		t.Errorf("a row has %d bytes and an update %d names; want at most %d and %d",
			b.largest, b.names, mostBytes, mostNames)
	}
}

// longAds returns n codes of maximum length, all of them in the group unless it is negative.
func longAds(n, group int) []referral.Code {
	groups := counting.NewGroups(make([]byte, 32))
	var ads []referral.Code
	for i := 0; len(ads) < n; i++ {
		ad := referral.Code(fmt.Sprintf("%064d", i))
		if group < 0 || groups.Of(ad) == group {
			ads = append(ads, ad)
		}
	}
	return ads
}

// TestManyAdsStopNobody lets one partner make as many ads as possible and visit each of them
// three times an hour from three places, while another partner's visits go on.
func TestManyAdsStopNobody(t *testing.T) {
	for _, test := range []struct {
		name     string
		ads      []referral.Code
		mostEach float64 // write units a click, its own among them
	}{
		{"as many as the quota allows", longAds(1000, -1), 6},
		{"three times as many", longAds(3000, -1), 6},
		{"all in one group", longAds(1000, 3), 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, bounded := newBoundedWorld(t)
			s := w.shard(0)
			clicks := 0
			for visit := range 3 {
				for i, ad := range test.ads {
					c := crowd(visit*len(test.ads)+i, 1)[0]
					c.Ad, c.Unique = ad, visit == 0
					w.click(s, c)
					if clicks++; i%10 == 0 {
						w.click(s, referral.Click{
							At: noon, Website: "haircare", Partner: "kid456", Kind: referral.Hit,
						})
						clicks++
					}
				}
				for s.done < len(s.records) {
					w.next(s, 1000)
				}
				w.restart()
			}
			w.check()
			bounded.check(t)
			units := 0
			for _, n := range bounded.units {
				units += n
			}
			each := float64(units) / float64(clicks)
			if each > test.mostEach {
				t.Errorf("%.2f write units a click; want at most %.0f", each, test.mostEach)
			}
			t.Logf("%d clicks: largest row %d bytes, largest update %d names, %.2f write units a click",
				clicks, bounded.largest, bounded.names, each)
		})
	}
}

// TestConcurrentCountersKeepTheBounds lets many counters add to one row at once, each according
// to what it remembers of the row.
func TestConcurrentCountersKeepTheBounds(t *testing.T) {
	const counters, each = 24, 30
	w, bounded := newBoundedWorld(t)
	ads := longAds(each, 3)
	worlds := make([]*world, counters)
	for i := range worlds {
		worlds[i] = new(*w)
		worlds[i].restart()
	}
	for round := range 12 {
		for i := range worlds {
			for n := range each {
				c := crowd((round*counters+i)*each+n, 1)[0]
				c.Ad = ads[n]
				w.click(w.shard(i), c)
			}
		}
		var counting sync.WaitGroup
		for i := range worlds {
			counting.Go(func() { worlds[i].next(w.shards[i], each) })
		}
		counting.Wait()
	}
	w.drain()
	w.check()
	bounded.check(t)
	t.Logf("largest row %d bytes", bounded.largest)
}

// TestWhatEarnsKeepsItsDetail has a few sales among many visits from everywhere.
func TestWhatEarnsKeepsItsDetail(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	for i, c := range crowd(0, 400) {
		w.click(s, c)
		if i%10 == 0 {
			e := referral.Entry{
				At: c.At, Partner: c.Partner, Website: c.Website, Leads: 1, Visitor: c.Visitor,
			}
			w.entry(s, e)
			e.Leads, e.Sales, e.Amount, e.Currency = 0, 1, 100, "USD"
			w.entry(s, e)
		}
		if i%20 == 19 {
			w.next(s, 1000)
		}
	}
	w.next(s, 1000)
	w.check()
	counters, totals := w.readAll()
	if !folded(counters) {
		t.Fatal("the visits should outgrow their row")
	}
	for _, l := range append(counters, totals...) {
		earns := l.Counts.Leads != 0 || l.Counts.Sales != 0 || len(l.Counts.Revenue) > 0
		v := l.Cell.Visitor
		if earns && slices.Contains([]string{v.Referrer, v.Country, v.Device}, counting.Other) {
			t.Errorf("folded: %+v", l)
		}
	}
}

// TestNobodyChoosesTheGroupOfAnAd shows that the group of a code depends on the secret key.
func TestNobodyChoosesTheGroupOfAnAd(t *testing.T) {
	one, other := counting.NewGroups([]byte("one")), counting.NewGroups([]byte("other"))
	same := 0
	ads := longAds(800, -1)
	for _, ad := range ads {
		if one.Of(ad) == other.Of(ad) {
			same++
		}
	}
	if same < 50 || same > 150 {
		t.Errorf("with two keys, %d of %d ads are in the same group; want about an eighth", same, len(ads))
	}
}

// refusingTable refuses updates of one partner's rows for their content.
type refusingTable struct {
	table.API
	partner referral.Code
}

func (r *refusingTable) UpdateItem(
	ctx context.Context, in *dynamodb.UpdateItemInput, options ...func(*dynamodb.Options),
) (*dynamodb.UpdateItemOutput, error) {
	adds := strings.Contains(*in.UpdateExpression, "ADD")
	if adds && keyOf(in.Key).PK == table.PrefixCount+string(r.partner) {
		return nil, &smithyError{}
	}
	return r.API.UpdateItem(ctx, in, options...)
}

// TestARefusedUpdateHoldsNothingUp shows that an update that the table refuses is put aside,
// that everything else is counted, that reconcile names the difference, and that a recount
// counts it exactly once.
func TestARefusedUpdateHoldsNothingUp(t *testing.T) {
	onBoth(t, func(t *testing.T, newWorld func(*testing.T) *world) {
		w := newWorld(t)
		refusing := &refusingTable{API: w.store, partner: "partnerb"}
		w.counter.Rows = counting.NewCounters(table.New(refusing, "signpost"), w.queue)
		s := w.shard(0)
		w.load(s, clicks(40, 5))
		if w.next(s, 25); s.done != 25 {
			t.Fatalf("held up at record %d", s.done)
		}
		w.next(s, 15)
		result := w.reconcile(referral.DayOf(noon))
		if len(result.Differences) == 0 {
			t.Error("reconcile names no difference")
		}
		for _, d := range result.Differences {
			if d.Partner != "partnerb" || d.Counter != "link" || d.Counters.Hits != 0 {
				t.Errorf("difference: %+v", d)
			}
		}
		if len(w.queue.messages) == 0 {
			t.Fatal("nothing in the failure queue")
		}
		recounter := w.recounter()
		for range 2 {
			for _, message := range w.queue.messages {
				if err := recounter.Recount(t.Context(), message); err != nil {
					t.Fatal(err)
				}
			}
		}
		w.restart()
		w.deliver(s, 0, 40)
		w.check()
	})
}

// smithyError is the table's refusal.
type smithyError struct{}

func (*smithyError) Error() string                 { return "Item size has exceeded the maximum allowed size" }
func (*smithyError) ErrorCode() string             { return "ValidationException" }
func (*smithyError) ErrorMessage() string          { return "Item size has exceeded the maximum allowed size" }
func (*smithyError) ErrorFault() smithy.ErrorFault { return smithy.FaultClient }
