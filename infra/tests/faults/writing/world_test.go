package writing

import (
	"bytes"
	"context"
	crand "crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/tests/enginetest"
	"signpost/shared/click"
	"signpost/shared/quickaws"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// world is a table, a queue, a log, and redirects that come and go.
type world struct {
	t      testing.TB
	db     *enginetest.DB
	table  *proxy
	queue  *proxy
	sqs    *queue
	log    *logBuffer
	random func() uint64

	redirect *click.Redirect
	expected map[string]referral.Kind // by the click id that a visitor was redirected with
}

func newWorld(t testing.TB) *world {
	db := enginetest.Start(t)
	w := &world{
		t: t, db: db, table: startProxy(t, db.Endpoint), sqs: &queue{}, log: &logBuffer{},
		random: rand.Uint64, expected: map[string]referral.Kind{},
	}
	sqs := httptest.NewServer(w.sqs)
	t.Cleanup(sqs.Close)
	w.queue = startProxy(t, sqs.URL)
	w.fill()
	return w
}

// fill writes a website that is open to a partner with an ad.
func (w *world) fill() {
	s := func(v string) types.AttributeValue { return &types.AttributeValueMemberS{Value: v} }
	programs := &types.AttributeValueMemberSS{Value: []string{"standard"}}
	version := &types.AttributeValueMemberN{Value: "1"}
	for _, item := range []map[string]types.AttributeValue{
		{
			"pk": s("WEBSITE#haircare"), "sk": s("WEBSITE"), "code": s("haircare"), "name": s("Hair care"),
			"url": s("https://example.com/haircare"), "programs": programs, "status": s("active"),
			"version": version,
		},
		{
			"pk": s("PARTNER#abc123"), "sk": s("PARTNER"), "code": s("abc123"), "name": s("A"),
			"programs": programs, "status": s("active"), "joined": s("2026-01-01T00:00:00Z"),
			"version": version,
		},
		{
			"pk": s("AD#website2"), "sk": s("AD"), "code": s("website2"), "partner": s("abc123"),
			"name": s("B"), "mediaType": s("banner"), "startDate": s("2026-01-01"),
			"status": s("active"), "created": s("2026-01-01T00:00:00Z"), "version": version,
		},
	} {
		put := &dynamodb.PutItemInput{TableName: &w.db.Table, Item: item}
		if _, err := w.db.Client.PutItem(context.Background(), put); err != nil {
			w.t.Fatal(err)
		}
	}
}

// start assembles a redirect as functions/redirect does. A warm one has answered a visit.
func (w *world) start(warm bool) {
	w.redirect = w.wire(w.table.server.URL, w.queue.server.URL)
	if warm {
		if err := w.redirect.Salts.Load(context.Background(), time.Now()); err != nil {
			w.t.Fatal(err)
		}
		w.visit(visit{visitor: 250})
	}
}

func (w *world) wire(tableURL, queueURL string) *click.Redirect {
	env := map[string]string{
		"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "SIGNPOST_LOCAL": "1",
		"AWS_ENDPOINT_URL_DYNAMODB": tableURL, "AWS_ENDPOINT_URL_SQS": queueURL,
	}
	settings, err := quickaws.FromEnvironment(func(name string) string { return env[name] })
	if err != nil {
		w.t.Fatal(err)
	}
	h := quickaws.NewHTTP(nil)
	client, err := settings.DynamoDB(h)
	if err != nil {
		w.t.Fatal(err)
	}
	q, err := settings.Queue(h, "https://sqs.us-east-1.amazonaws.com/1/clicks")
	if err != nil {
		w.t.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(w.log, nil))
	clicks := table.New(client, w.db.Table)
	return &click.Redirect{
		Links: click.NewLinks(clicks), Salts: click.NewSalts(table.NewVault(client, w.db.Table), crand.Reader),
		Writer: click.NewWriter(clicks, q, log), Retention: referral.DefaultRetention,
		Now: time.Now, Random: w.random, Log: log,
	}
}

// visit is one request to a tracking link.
type visit struct {
	visitor int // the last byte of the address
	bot     bool
	head    bool
}

const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
	"Chrome/142.0.0.0 Safari/537.36"

// event returns the visit as API Gateway's event.
func (v visit) event() []byte {
	agent, method := browser, "GET"
	if v.bot {
		agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
	}
	if v.head {
		method = "HEAD"
	}
	address := fmt.Sprintf("203.0.113.%d", v.visitor)
	event, _ := json.Marshal(map[string]any{
		"version": "2.0", "rawPath": "/go/haircare/abc123/website2", "rawQueryString": "utm_source=x",
		"headers": map[string]string{
			"user-agent": agent, "x-forwarded-for": address, "referer": "https://" + address + "/",
			"host": "go.example.com",
		},
		"requestContext": map[string]any{
			"http": map[string]string{"method": method, "sourceIp": address}, "timeEpoch": time.Now().UnixMilli(),
		},
	})
	return event
}

// visit makes a visit. It returns how long the visitor waited, and whether it was redirected to
// the website.
func (w *world) visit(v visit) (time.Duration, bool) {
	began := time.Now()
	payload, err := w.redirect.Invoke(context.Background(), v.event())
	took := time.Since(began)
	if err != nil {
		w.t.Fatal(err)
	}
	return took, w.expect(v, payload)
}

// expect records the click that an answer promises, and reports whether it is a redirect.
func (w *world) expect(v visit, payload []byte) bool {
	var answer struct {
		StatusCode int
		Headers    map[string]string
	}
	if err := json.Unmarshal(payload, &answer); err != nil {
		w.t.Fatalf("%v in %s", err, payload)
	}
	location, _ := url.Parse(answer.Headers["Location"])
	id := location.Query().Get("click_id")
	if answer.StatusCode != 302 || id == "" {
		return false
	}
	if !v.head {
		w.expected[id] = referral.Hit
		if v.bot {
			w.expected[id] = referral.Bot
		}
	}
	return true
}

// queue keeps messages. Its proxy causes the faults.
type queue struct {
	mu       sync.Mutex
	messages []string
}

// ServeHTTP implements http.Handler.
func (q *queue) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var message struct{ MessageBody string }
	if err := json.NewDecoder(r.Body).Decode(&message); err != nil {
		reply(w, 400, "{}")
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages = append(q.messages, message.MessageBody)
	reply(w, 200, `{"MessageId":"1"}`)
}

func (q *queue) all() []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.messages)
}

// logBuffer is a log that several goroutines may write.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// drain does what happens after a failure, each of it twice: the recorder takes the queue's
// messages, the log is replayed, and requests that were held back arrive.
func (w *world) drain() {
	w.table.expect(none)
	w.queue.expect(none)
	clicks := table.New(w.db.Client, w.db.Table)
	record := func(c referral.Click) {
		if err := click.Record(context.Background(), clicks, c, false); err != nil {
			w.t.Fatal(err)
		}
	}
	for range 2 {
		for _, text := range w.sqs.all() {
			c, err := click.ParseMessage(text)
			if err != nil {
				w.t.Fatalf("%v: %s", err, text)
			}
			record(c)
		}
		for line := range strings.Lines(w.log.String()) {
			if c, ok := click.FindMessage(line); ok {
				record(c)
			}
		}
		w.queue.release()
		w.table.release()
	}
}

// check compares the table with what the visitors were promised.
func (w *world) check() {
	w.t.Helper()
	found, firsts, hits := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, item := range w.items() {
		visit, isClick := strings.CutPrefix(text(item, "pk"), table.PrefixClick)
		if !isClick {
			continue
		}
		id := visit + text(item, table.AttrULID)
		found[id]++
		if kind, known := w.expected[id]; !known {
			w.t.Errorf("the table has the click %s, but nobody was redirected with it", id)
		} else if (kind == referral.Bot) != (text(item, table.AttrKind) == table.KindBot) {
			w.t.Errorf("the click %s is a %s in the table", id, text(item, table.AttrKind))
		}
		hits[visit] = hits[visit] || text(item, table.AttrKind) == table.KindHit
		if text(item, "sk") == table.FirstClick {
			firsts[visit]++
		}
	}
	for id := range w.expected {
		if found[id] != 1 {
			w.t.Errorf("the click %s is in the table %d times", id, found[id])
		}
	}
	for visit, hit := range hits {
		if want := map[bool]int{true: 1}[hit]; firsts[visit] != want {
			w.t.Errorf("the visit %s has %d first clicks, want %d", visit, firsts[visit], want)
		}
	}
}

func (w *world) items() []map[string]types.AttributeValue {
	var items []map[string]types.AttributeValue
	pages := dynamodb.NewScanPaginator(w.db.Client, &dynamodb.ScanInput{TableName: &w.db.Table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			w.t.Fatal(err)
		}
		items = append(items, page.Items...)
	}
	return items
}

func text(item map[string]types.AttributeValue, name string) string {
	if s, ok := item[name].(*types.AttributeValueMemberS); ok {
		return s.Value
	}
	return ""
}
