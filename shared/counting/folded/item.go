package folded

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Item is what was folded into one item. It is not safe for concurrent use.
type Item struct {
	Span Span
	// Through says how far the item is: all rows with a log day up to this one are in it, "" for
	// none.
	Through referral.Day
	// Numbers are those of the rows, by name and column.
	Numbers map[string][]int64
	// rebuilds are the rebuilds that the columns of a day are of, by Span.stamp; without one, of a
	// day that was not rebuilt.
	rebuilds map[int]string
}

// New returns an item into which nothing has been folded.
func New(span Span) *Item {
	return &Item{Span: span, Numbers: map[string][]int64{}, rebuilds: map[int]string{}}
}

// attributes of an item besides its key.
const (
	attrThrough = "through"
	attrNumbers = "numbers"
)

// ThroughOf returns how far an item is that table has.
func ThroughOf(item table.Item) referral.Day { return referral.Day(table.Text(item, attrThrough)) }

// Read returns what Attributes made, nothing of an absent item.
func Read(span Span, item table.Item) (*Item, error) {
	i := New(span)
	if len(item) == 0 {
		return i, nil
	}
	i.Through = ThroughOf(item)
	err := Each(span, item, i.rebuild, func(name string, values []int64) bool {
		i.Numbers[name] = append([]int64(nil), values...)
		return true
	})
	return i, err
}

func (i *Item) rebuild(stamp int, id string) { i.rebuilds[stamp] = id }

// Each calls rebuild for each rebuild that is noted in an item of the table, then yield for each of
// its numbers until it returns false. The values, by column, are yield's until it returns. An error
// says that the item can't be read.
func Each(span Span, item table.Item, rebuild func(stamp int, id string), yield func(string, []int64) bool) error {
	b, _ := item[attrNumbers].(*types.AttributeValueMemberB)
	if b == nil {
		return fmt.Errorf("read %s: it has no numbers", span)
	}
	if err := decode(b.Value, span.Columns(), rebuild, yield); err != nil {
		return fmt.Errorf("read %s: %w", span, err)
	}
	return nil
}

// Stamps are the rebuilds that an item's columns are of.
type Stamps struct {
	span Span
	ids  [monthColumns]string
}

// NewStamps returns what collects the rebuilds of an item of span, as Each's rebuild.
func NewStamps(span Span) *Stamps { return &Stamps{span: span} }

// Set notes a rebuild.
func (s *Stamps) Set(stamp int, id string) { s.ids[stamp] = id }

// Of returns the rebuild of a day of the item; "" if it had none.
func (s *Stamps) Of(day referral.Day) string { return s.ids[s.span.stamp(day)] }

// Attributes returns the item as the table has it, at k.
func (i *Item) Attributes(k table.Key) table.Item {
	item := k.Attributes()
	item[attrThrough] = table.Str(string(i.Through))
	item[attrNumbers] = &types.AttributeValueMemberB{Value: encode(i.rebuilds, i.Numbers)}
	return item
}

// Add adds n to a number, at the column of an hour that is in the item's span. rebuild is the
// current rebuild of the hour's day, "" for none: what the item has of another is forgotten.
func (i *Item) Add(name string, hour referral.Hour, rebuild string, n int64) {
	i.begin(hour.Day(), rebuild)
	values := i.Numbers[name]
	if values == nil {
		values = make([]int64, i.Span.Columns())
		i.Numbers[name] = values
	}
	values[i.Span.Column(hour)] += n
}

// begin forgets what the item has of a day, unless that is of the rebuild.
func (i *Item) begin(day referral.Day, rebuild string) {
	stamp := i.Span.stamp(day)
	if i.rebuilds[stamp] == rebuild {
		return
	}
	i.rebuilds[stamp] = rebuild
	first, end := 0, i.Span.Columns()
	if i.Span.IsMonth() {
		first, end = stamp, stamp+1
	}
	for _, values := range i.Numbers {
		clear(values[first:end])
	}
}

// Merge adds the values of a number to those of another, and takes the first away.
func (i *Item) Merge(name, into string) {
	if name == into {
		return
	}
	values, sum := i.Numbers[name], i.Numbers[into]
	delete(i.Numbers, name)
	if sum == nil {
		i.Numbers[into] = values
		return
	}
	for column, n := range values {
		sum[column] += n
	}
}
