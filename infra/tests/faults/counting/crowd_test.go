package counting_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// crowd returns n clicks on one link, by visitors no two of whom come from the same place.
func crowd(from, n int) []referral.Click {
	made := make([]referral.Click, n)
	for i := range made {
		made[i] = referral.Click{
			At: noon, Website: "haircare", Partner: "abc123", Kind: referral.Hit,
			Visitor: referral.Visitor{
				Country: string([]byte{'A' + byte(i%26), 'A' + byte(i/26%26)}), Device: "mobile", Browser: "safari",
				Referrer: fmt.Sprintf("site%d.example.com", from+i),
			},
		}
	}
	return made
}

// rowSize returns roughly the size of a row by AWS's rules.
func rowSize(item table.Item) (size int) {
	for name, v := range item {
		size += len(name)
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			size += len(v.Value)
		case *types.AttributeValueMemberB:
			size += len(v.Value)
		case *types.AttributeValueMemberN:
			size += (len(v.Value)+1)/2 + 1
		default:
			size++
		}
	}
	return size
}

func TestACrowdIsCountedExactlyInRowsOfBoundedSize(t *testing.T) {
	const twoUnits, eightUnits = 2 << 10, 8 << 10
	for _, test := range []struct {
		name                  string
		deliveries, size, max int
	}{
		{"a few at a time", 60, 10, twoUnits},
		{"a hundred at a time", 12, 100, twoUnits},
		{"a flood", 3, 2000, eightUnits},
	} {
		t.Run(test.name, func(t *testing.T) {
			memory := newMemoryTable()
			w := newWorld(t, t.Context(), memory)
			s := w.shard(0)
			for i := range test.deliveries {
				w.load(s, crowd(i*test.size, test.size))
				w.next(s, test.size)
				if i%5 == 4 {
					w.restart()
				}
			}
			w.check()
			at := w.model[0].Cell
			for _, k := range []table.Key{
				countKey(at),
				table.TotalKey(at.Website, at.Hour),
			} {
				if size := rowSize(memory.items[k]); size > test.max {
					t.Errorf("%v has %d bytes; want at most %d", k, size, test.max)
				} else {
					t.Logf("%v: %d bytes, %d attributes", k, size, len(memory.items[k]))
				}
			}
		})
	}
}

// TestAQuietLinkKeepsAllDetail shows what is not folded into "other": as much as one delivery
// can bring to a new link.
func TestAQuietLinkKeepsAllDetail(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.load(s, crowd(0, 50))
	w.next(s, 10)
	w.next(s, 40)
	counters, _ := w.readAll()
	if folded(counters) {
		t.Error("fifty visitors were folded into \"other\"")
	}
	w.check()
}

// TestRecordsOfManyNumbersStayWhole has batches that need several updates of a row, and records
// that add to three numbers at once. An update never ends inside a record.
func TestRecordsOfManyNumbersStayWhole(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	for i := range 400 {
		w.entry(s, referral.Entry{
			At: noon, Partner: "abc123", Website: "haircare", Leads: 1, Sales: 1, Subscriptions: 1,
			Amount: int64(i + 1), Currency: "USD", Visitor: crowd(i, 1)[0].Visitor,
		})
	}
	writes := 0
	luck := rand.New(rand.NewPCG(1, 2))
	w.faults.fate = func() fate { // a third of the answers to updates are lost
		if writes++; luck.IntN(3) == 0 {
			return lost
		}
		return succeeds
	}
	for s.done < 400 {
		w.next(s, 400)
	}
	w.check()
	if writes < 6 {
		t.Errorf("%d writes: the batch should need more", writes)
	}
}

func TestActivePartnersAreWrittenBeforeAnythingCounts(t *testing.T) {
	w := newWorld(t, t.Context(), newMemoryTable())
	s := w.shard(0)
	w.load(s, clicks(3, 1))
	w.faults.fate = func() fate { return throttled }
	if again := w.deliver(s, 0, 3); again != 0 || w.faults.writes != 1 {
		t.Errorf("asked again from %d after %d writes; want 0 after one", again, w.faults.writes)
	}
	w.drain()
	w.check()
}
