package counting_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// partitionLimit is how many write units a second a partition of a table takes, and so at most
// a partition key:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
const partitionLimit = 1000

// meteredTable adds up the write units of each partition key.
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

// TestAHotLink sends 10,000 clicks a second on one link through the real counter, and finds the
// partition key that would be throttled first. The stream of a table with so many clicks has at
// least ten shards, one for each partition. Each is read four times a second
// (https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html), and in the worst case each read
// is counted separately.
func TestAHotLink(t *testing.T) {
	const clicksPerSecond, seconds = 10_000, 2
	for _, test := range []struct{ shards, readings int }{{10, 1}, {10, 4}, {40, 4}} {
		name := fmt.Sprintf("%d shards read %d times a second", test.shards, test.readings)
		t.Run(name, func(t *testing.T) {
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
					t.Errorf("second %d: %s takes %d write units, a partition has %d",
						second, load.pk, load.units, partitionLimit)
				}
			}
			w.check()
			perClickKeys := m.units[table.PrefixCount+"abc123"] + m.units[table.PrefixTotal+"haircare"]
			if perClickKeys >= partitionLimit {
				t.Errorf("on one partition, the counters would take %d write units a second", perClickKeys)
			}
			t.Logf("a partition has %d units a second; the busiest keys are %v", partitionLimit, busiest[:3])
			t.Logf("a counter that is written for each click would take %d", clicksPerSecond)
		})
	}
}

// burst counts n clicks on one link that are spread over the shards. One visitor in ten comes
// back.
func (w *world) burst(second, n, shards int) {
	countries := strings.Fields("US US US US GB DE FR IN BR ES IT NL CA AU PL")
	devices := strings.Fields("mobile mobile desktop tablet")
	referrers := strings.Fields("google.com google.com instagram.com facebook.com youtube.com t.co " +
		"tiktok.com pinterest.com reddit.com")
	for i := range n {
		c := referral.Click{
			At: noon.Add(time.Duration(second) * time.Second), Website: "haircare", Partner: "abc123",
			Kind: referral.Hit, Unique: i%10 > 0,
			Visitor: referral.Visitor{
				Country: countries[i*7%15], Device: devices[i*5%4], Referrer: referrers[i*11%9],
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

// busiest returns the partition keys in the order of their units, most first.
func (m *meteredTable) busiest() []keyLoad {
	var loads []keyLoad
	for pk, units := range m.units {
		loads = append(loads, keyLoad{pk, units})
	}
	slices.SortFunc(loads, func(a, b keyLoad) int { return cmp.Or(b.units-a.units, strings.Compare(a.pk, b.pk)) })
	return loads
}
