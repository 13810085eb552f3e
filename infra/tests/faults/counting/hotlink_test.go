package counting_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// A partition of a table takes 1,000 write units a second, and so does, at most, a single
// partition key:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
const partitionLimit = 1000

// meteredTable counts the write units of each partition key.
type meteredTable struct {
	*memoryTable
	mu    sync.Mutex
	units map[string]int
}

func (m *meteredTable) PutItem(
	ctx context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.PutItemOutput, error) {
	m.charge(keyOf(in.Item), rowSize(in.Item))
	return m.memoryTable.PutItem(ctx, in)
}

func (m *meteredTable) UpdateItem(
	ctx context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.UpdateItemOutput, error) {
	out, err := m.memoryTable.UpdateItem(ctx, in)
	k := keyOf(in.Key)
	m.memoryTable.mu.Lock()
	size := rowSize(m.items[k])
	m.memoryTable.mu.Unlock()
	m.charge(k, size)
	return out, err
}

func (m *meteredTable) charge(k table.Key, size int) {
	m.mu.Lock()
	m.units[k.PK] += (size + 1023) / 1024
	m.mu.Unlock()
}

// TestAHotLink simulates 10,000 clicks a second on one link, through the real counter, and
// finds the partition key that would be throttled first. The stream of a table that takes so
// many clicks has at least ten shards, one for each partition; each is read four times a second
// (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html), and in the worst case each
// reading is counted on its own.
func TestAHotLink(t *testing.T) {
	const clicksPerSecond, seconds = 10_000, 2
	for _, test := range []struct{ shards, readings int }{{10, 1}, {10, 4}, {40, 4}} {
		t.Run(fmt.Sprintf("%d shards read %d times a second", test.shards, test.readings), func(t *testing.T) {
			m := &meteredTable{memoryTable: newMemoryTable()}
			w := newWorld(t, t.Context(), m)
			var busiest []keyLoad
			for second := range seconds {
				m.units = map[string]int{}
				for range test.readings {
					w.burst(second, clicksPerSecond/test.readings, test.shards)
				}
				busiest = m.busiest()
				if load := busiest[0]; load.units >= partitionLimit {
					t.Errorf("second %d: %s takes %d write units; a partition has %d", second, load.pk,
						load.units, partitionLimit)
				}
			}
			w.check()
			perClickKeys := m.units[table.PrefixCount+"abc123"] + m.units[table.PrefixTotal+"haircare"]
			if perClickKeys >= partitionLimit {
				t.Errorf("the counters take %d write units a second, should they be on one partition", perClickKeys)
			}
			t.Logf("of %d units a second for one partition: first to be throttled would be %v",
				partitionLimit, busiest[:3])
			t.Logf("a counter that is written for each click would take %d", clicksPerSecond)
		})
	}
}

// burst is n clicks on one link, spread over shards by their visits, and counted. One visitor
// in ten comes back.
func (w *world) burst(second, n, shards int) {
	for i := range n {
		c := referral.Click{
			At: noon.Add(time.Duration(second) * time.Second), Website: "haircare", Partner: "abc123",
			Kind: referral.Hit, Unique: i%10 > 0,
			Visitor: referral.Visitor{
				Country:  strings.Fields("US US US US GB DE FR IN BR ES IT NL CA AU PL")[i*7%15],
				Device:   strings.Fields("mobile mobile desktop tablet")[i*5%4],
				Referrer: strings.Fields("google.com google.com instagram.com facebook.com youtube.com t.co tiktok.com pinterest.com reddit.com")[i*11%9],
			},
		}
		w.click(w.shard(i%shards), c)
	}
	for _, s := range w.shards {
		for s.done < len(s.records) {
			w.next(s, 1000)
		}
	}
}

type keyLoad struct {
	pk    string
	units int
}

// busiest returns the partition keys by their units, the busiest first.
func (m *meteredTable) busiest() []keyLoad {
	var loads []keyLoad
	for _, pk := range slices.Collect(maps.Keys(m.units)) {
		loads = append(loads, keyLoad{pk, m.units[pk]})
	}
	slices.SortFunc(loads, func(a, b keyLoad) int { return cmp.Or(b.units-a.units, strings.Compare(a.pk, b.pk)) })
	return loads
}
