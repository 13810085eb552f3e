package cuts

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/oklog/ulid/v2"

	"signpost/infra/local/engine"
)

// event is a click or an entry of the ledger, as the table has it.
type event struct {
	at      time.Time // UTC
	item    map[string]types.AttributeValue
	media   string // the media type of its ad
	numbers numbers
}

// numbers are the columns of a report. Those of money are in the order of currencies.
type numbers [9]int64

const (
	hits = iota
	uniques
	bots
	leads
	sales
	subscriptions
	firstCurrency
)

var currencies = []string{"EUR", "GBP", "USD"}

func (n numbers) plus(o numbers) numbers {
	for i := range n {
		n[i] += o[i]
	}
	return n
}

// truth is everything that reports may be asked about.
type truth struct {
	events  []event
	parents map[string]string // by partner
	media   map[string]string // by ad
}

func (e event) text(name string) string {
	value, _ := e.item[name].(*types.AttributeValueMemberS)
	if value == nil {
		return ""
	}
	return value.Value
}

func (e event) number(name string) int64 {
	value, _ := e.item[name].(*types.AttributeValueMemberN)
	if value == nil {
		return 0
	}
	n, err := strconv.ParseInt(value.Value, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// readTruth reads the whole table of the stack with that data folder.
func readTruth(t *testing.T, data string) *truth {
	t.Helper()
	endpoint, err := os.ReadFile(filepath.Join(data, "dynamodb.url"))
	if err != nil {
		t.Fatal(err)
	}
	all := &truth{parents: map[string]string{}, media: map[string]string{}}
	client := engine.Client(strings.TrimSpace(string(endpoint)))
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: new("signpost")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			if err := all.add(event{item: item}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, e := range all.events {
		all.events[i].media = all.media[e.text("a")]
	}
	return all
}

// add adds what an item says, if it is one that reports rest on.
func (t *truth) add(e event) error {
	pk, sk := e.text("pk"), e.text("sk")
	switch {
	case strings.HasPrefix(pk, "PARTNER#") && sk == "PARTNER":
		t.parents[e.text("code")] = e.text("parent")
	case strings.HasPrefix(pk, "AD#"):
		t.media[e.text("code")] = e.text("mediaType")
	case strings.HasPrefix(pk, "CLICK#"):
		id, err := ulid.Parse(e.text("i"))
		if err != nil {
			return fmt.Errorf("%s %s: %w", pk, sk, err)
		}
		e.at = time.UnixMilli(int64(id.Time())).UTC()
		e.numbers = clicked(e.text("k"), sk == "FIRST")
		t.events = append(t.events, e)
	case strings.HasPrefix(pk, "CONVERSION#") && strings.HasPrefix(sk, "ENTRY#"):
		e.at = time.UnixMilli(e.number("t")).UTC()
		e.numbers[leads], e.numbers[sales], e.numbers[subscriptions] = e.number("l"), e.number("s"), e.number("n")
		for i, currency := range currencies {
			if e.text("u") == currency {
				e.numbers[firstCurrency+i] = e.number("m")
			}
		}
		t.events = append(t.events, e)
	}
	return nil
}

func clicked(kind string, first bool) (n numbers) {
	switch {
	case kind == "b":
		n[bots] = 1
	case first:
		n[hits], n[uniques] = 1, 1
	default:
		n[hits] = 1
	}
	return n
}

// dimensions say what an event is under in each cut.
var dimensions = map[string]func(event) string{
	"website":   func(e event) string { return e.text("w") },
	"ad":        func(e event) string { return e.text("a") },
	"mediaType": func(e event) string { return e.media },
	"partner":   func(e event) string { return e.text("p") },
	"month":     func(e event) string { return e.at.Format("2006-01") },
	"day":       func(e event) string { return e.at.Format(time.DateOnly) },
	"weekday":   func(e event) string { return strconv.Itoa((int(e.at.Weekday())+6)%7 + 1) },
	"hour":      func(e event) string { return e.at.Format("15") },
	"country":   func(e event) string { return e.text("c") },
	"device":    func(e event) string { return e.text("d") },
	"browser":   func(e event) string { return browsers[e.text("b")] },
	"referrer":  func(e event) string { return e.text("r") },
}

var browsers = map[string]string{
	"B": "facebook", "C": "chrome", "E": "edge", "F": "firefox", "G": "samsung", "I": "instagram", "O": "opera",
	"P": "pinterest", "S": "safari", "T": "tiktok", "X": "other",
}

// folds are the dimensions of which a full row of counters keeps only "other".
var folds = map[string]bool{"country": true, "device": true, "browser": true, "referrer": true}

// other is what a folded value is shown as. Some devices and browsers are that by themselves.
const other = "other"

// cut is a report that is asked for.
type cut struct {
	caller   string // "admin", or a partner
	by       []string
	filters  map[string]string // values by dimension
	from, to string            // days
}

func (c cut) String() string {
	return fmt.Sprintf("%s by %s of %v, %s to %s", c.caller, strings.Join(c.by, ","), c.filters, c.from, c.to)
}

// rows are the numbers of a report by the values of its dimensions.
type rows map[string]numbers

const separator = "\x00"

func (r rows) add(values []string, n numbers) {
	key := strings.Join(values, separator)
	if sum := r[key].plus(n); sum != (numbers{}) {
		r[key] = sum
	} else {
		delete(r, key)
	}
}

// of adds up what c asks for.
func (t *truth) of(c cut) rows {
	sums := rows{}
	values := make([]string, len(c.by))
	for _, e := range t.events {
		day := e.at.Format(time.DateOnly)
		if day < c.from || c.to < day || !t.sees(c.caller, e.text("p")) || !e.passes(c.filters) {
			continue
		}
		for i, dimension := range c.by {
			values[i] = dimensions[dimension](e)
		}
		sums.add(values, e.numbers)
	}
	return sums
}

// sees reports whether a caller sees what a partner is credited for.
func (t *truth) sees(caller, partner string) bool {
	return caller == "admin" || partner != "" && (partner == caller || t.parents[partner] == caller)
}

func (e event) passes(filters map[string]string) bool {
	for dimension, value := range filters {
		if dimensions[dimension](e) != value {
			return false
		}
	}
	return true
}

// most returns the value of a dimension that has the most hits among what c asks for.
func (t *truth) most(c cut, dimension string) string {
	c.by = []string{dimension}
	best, most := "", int64(0)
	for value, n := range t.of(c) {
		if value != "" && (n[hits] > most || n[hits] == most && value < best) {
			best, most = value, n[hits]
		}
	}
	return best
}
