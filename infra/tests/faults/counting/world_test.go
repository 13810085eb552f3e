package counting_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/oklog/ulid/v2"

	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// tb is the part of a test that the world needs. *testing.T and *rapid.T implement it.
type tb interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// world is a table with its stream, its counter, and a model of what the counters must add up
// to.
type world struct {
	tb
	ctx     context.Context
	store   table.API // without faults
	faults  *faultyTable
	table   *table.Table // without faults
	queue   *failureQueue
	counter *counting.Counter

	shards []*shard
	events int
	model  []referral.Line
	now    time.Time // for rebuilds and those who write late
}

// shard is a shard of the stream.
type shard struct {
	id      string
	records []string // JSON
	done    int      // how many were read
}

func newWorld(t tb, ctx context.Context, store table.API) *world {
	w := &world{
		tb: t, ctx: ctx, store: store, faults: &faultyTable{API: store},
		table: table.New(store, "signpost"), queue: &failureQueue{}, now: noon.AddDate(0, 0, 3),
	}
	w.restart()
	return w
}

// restart replaces the counter's process, so that everything that it remembered is gone.
func (w *world) restart() {
	w.faults.killed = false
	w.counter = &counting.Counter{
		Rows:     counting.NewCounters(table.New(w.faults, "signpost"), w.queue),
		Failures: w.queue,
		Secrets:  fixedSecret{},
		Log:      slog.New(slog.DiscardHandler),
	}
}

func (w *world) shard(n int) *shard {
	for len(w.shards) <= n {
		w.shards = append(w.shards, &shard{
			id: fmt.Sprintf("shardId-%020d-%08x", 1700000000000+len(w.shards), len(w.shards)),
		})
	}
	return w.shards[n]
}

// click records a click in the table, in the stream and in the model.
func (w *world) click(s *shard, c referral.Click) {
	w.events++
	c.ID = referral.ClickID(fmt.Sprintf("visit%011d", w.events) + w.ulid(c.At))
	w.model = append(w.model, c.Line())
	w.insert(s, table.ClickItem(c))
}

// entry does the same for a ledger entry.
func (w *world) entry(s *shard, e referral.Entry) { w.entryAt(s, e, e.At) }

// entryAt records a ledger entry that is written at another time than the one it counts for.
func (w *world) entryAt(s *shard, e referral.Entry, written time.Time) {
	w.events++
	w.model = append(w.model, e.Line())
	w.insert(s, entryItem(e, fmt.Sprintf("order-%d", w.events), w.ulid(written)))
}

func (w *world) ulid(at time.Time) string {
	var id ulid.ULID
	_ = id.SetTime(ulid.Timestamp(at))
	_ = id.SetEntropy(fmt.Appendf(nil, "%010d", w.events))
	return id.String()
}

func (w *world) insert(s *shard, item table.Item) {
	_, err := w.store.PutItem(w.ctx, &dynamodb.PutItemInput{TableName: new("signpost"), Item: item})
	if err != nil {
		w.Fatalf("put: %v", err)
	}
	w.record(s, "INSERT", item)
}

// streamARN is the table's stream in events.
const streamARN = "arn:aws:dynamodb:us-east-1:000000000000:table/signpost/stream/2026-01-01T00:00:00.000"

// record puts a record into the stream.
func (w *world) record(s *shard, eventName string, item table.Item) {
	keys := table.Item{"pk": item["pk"], "sk": item["sk"]}
	asJSON, err := json.Marshal(map[string]any{
		"eventID": fmt.Sprintf("%032x", len(s.records)), "eventName": eventName, "eventVersion": "1.1",
		"eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
		"dynamodb": map[string]any{
			"ApproximateCreationDateTime": 1.7e9, "Keys": lambdaItem(keys), "NewImage": lambdaItem(item),
			"SequenceNumber": sequence(len(s.records)), "SizeBytes": 300, "StreamViewType": "NEW_IMAGE",
		},
		"eventSourceARN": streamARN,
	})
	if err != nil {
		w.Fatalf("%v", err)
	}
	s.records = append(s.records, string(asJSON))
}

// sequence returns the n-th sequence number. They are too long for 64 bits, and some are longer
// than others.
func sequence(n int) string { return fmt.Sprintf("%d00000000000000000450439091", 97+n) }

func lambdaItem(item table.Item) map[string]map[string]string {
	out := map[string]map[string]string{}
	for name, v := range item {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			out[name] = map[string]string{"S": v.Value}
		case *types.AttributeValueMemberN:
			out[name] = map[string]string{"N": v.Value}
		}
	}
	return out
}

// deliver invokes the counter with the records of s between from and to. It returns the
// position from which the counter wants them again.
func (w *world) deliver(s *shard, from, to int) int {
	payload := fmt.Sprintf(`{"Records":[%s],"shardId":%q,"eventSourceARN":%q,"state":{},`+
		`"window":{"start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:01:00Z"},`+
		`"isFinalInvokeForWindow":false,"isWindowTerminatedEarly":false}`,
		strings.Join(s.records[from:to], ","), s.id, streamARN)
	answer, err := w.counter.Invoke(w.ctx, []byte(payload))
	if err != nil {
		w.Fatalf("invoke: %v", err)
	}
	var parsed struct {
		State             map[string]string
		BatchItemFailures []struct{ ItemIdentifier string }
	}
	if err := json.Unmarshal(answer, &parsed); err != nil || parsed.State == nil {
		w.Fatalf("answer %s: %v", answer, err)
	}
	if len(parsed.BatchItemFailures) == 0 {
		return to
	}
	for i := from; i < to; i++ {
		if parsed.BatchItemFailures[0].ItemIdentifier == sequence(i) {
			return i
		}
	}
	w.Fatalf("answer %s names no record of %d to %d", answer, from, to)
	return 0
}

// next delivers the next n records of s as an event source mapping does, which continues after
// what is done.
func (w *world) next(s *shard, n int) {
	s.done = w.deliver(s, s.done, min(s.done+n, len(s.records)))
}

// drain ends all faults and delivers the rest.
func (w *world) drain() {
	w.faults.fate, w.queue.down = nil, false
	for _, s := range w.shards {
		for s.done < len(s.records) {
			before := s.done
			if w.next(s, 1000); s.done == before {
				w.Fatalf("shard %s stays at record %d", s.id, before)
			}
		}
	}
	for len(w.faults.late) > 0 {
		w.faults.arrive(w.ctx, 0)
	}
}

// fixedSecret is the key of the ad groups.
type fixedSecret struct{}

func (fixedSecret) Secret(context.Context, string) ([]byte, error) { return make([]byte, 32), nil }

// countKey returns the key of the row that counts a cell of the model.
func countKey(at referral.Cell) table.Key {
	group := counting.NewGroups(make([]byte, 32)).Of(at.Ad)
	return table.CountKey(at.Partner, at.Website, group, at.Hour)
}

// failureQueue keeps messages, unless it is down.
type failureQueue struct {
	down     bool
	messages []string
}

func (q *failureQueue) Send(_ context.Context, message string, _ time.Duration) error {
	if q.down {
		return errors.New("queue is down")
	}
	q.messages = append(q.messages, message)
	return nil
}

// entryItem returns the item of a ledger entry.
func entryItem(e referral.Entry, order, id string) table.Item {
	item := table.Item{}
	text := func(name, value string) {
		if value != "" {
			item[name] = &types.AttributeValueMemberS{Value: value}
		}
	}
	number := func(name string, n int64) {
		if n != 0 {
			item[name] = &types.AttributeValueMemberN{Value: fmt.Sprint(n)}
		}
	}
	text("pk", table.PrefixConversion+"shop#"+order)
	text("sk", table.PrefixEntry+id)
	text(table.AttrPartner, string(e.Partner))
	text(table.AttrWebsite, string(e.Website))
	text(table.AttrAd, string(e.Ad))
	text(table.AttrCountry, e.Country)
	text(table.AttrDevice, e.Device)
	text(table.AttrBrowser, table.BrowserLetter(e.Browser))
	text(table.AttrReferrer, e.Referrer)
	text(table.AttrCurrency, e.Currency)
	number(table.AttrTime, e.At.UnixMilli())
	number(table.AttrLeads, int64(e.Leads))
	number(table.AttrSales, int64(e.Sales))
	number(table.AttrSubscriptions, int64(e.Subscriptions))
	number(table.AttrAmount, e.Amount)
	return item
}

// sums adds lines up by cell.
func sums(lines []referral.Line, cell func(referral.Cell) referral.Cell) map[referral.Cell]string {
	counts := map[referral.Cell]*referral.Counts{}
	for _, l := range lines {
		c := cell(l.Cell)
		if counts[c] == nil {
			counts[c] = new(referral.Counts)
		}
		counts[c].Add(l.Counts)
	}
	printed := map[referral.Cell]string{}
	for c, n := range counts {
		maps.DeleteFunc(n.Revenue, func(_ string, amount int64) bool { return amount == 0 })
		if s := fmt.Sprintf("%+v", *n); s != fmt.Sprintf("%+v", referral.Counts{}) {
			printed[c] = s
		}
	}
	return printed
}

// readAll returns everything that the counters have for the model's partners and websites.
func (w *world) readAll() (counters, totals []referral.Line) {
	return w.readDays(slots["hours"])
}

// readDays does so, with hours told apart as slot says.
func (w *world) readDays(slot func(referral.Hour) int64) (counters, totals []referral.Line) {
	partners, websites := map[referral.Code]bool{}, map[referral.Code]bool{}
	from, to := referral.Day("9999-01-01"), referral.Day("")
	for _, l := range w.model {
		partners[l.Cell.Partner], websites[l.Cell.Website] = true, true
		from, to = min(from, l.Cell.Hour.Day()), max(to, l.Cell.Hour.Day())
	}
	period := referral.HoursOf(from, to)
	period.Slot = slot
	view, err := counting.NewReader(w.table).View(w.ctx, period)
	if err != nil {
		w.Fatalf("read: %v", err)
	}
	for partner := range partners {
		for l, err := range view.Counts(w.ctx, partner) {
			counters = w.keep(counters, l, err)
		}
	}
	for website := range websites {
		for l, err := range view.Totals(w.ctx, website) {
			totals = w.keep(totals, l, err)
		}
	}
	delete(partners, "")
	active, err := counting.NewReader(w.table).ActivePartners(w.ctx, from, to)
	if want := slices.Sorted(maps.Keys(partners)); err != nil || !slices.Equal(active, want) {
		w.Errorf("active partners: %v, %v; want %v", active, err, want)
	}
	return counters, totals
}

func (w *world) keep(lines []referral.Line, l referral.Line, err error) []referral.Line {
	if err != nil {
		w.Fatalf("read: %v", err)
	}
	return append(lines, l)
}
