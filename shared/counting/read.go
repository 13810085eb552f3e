package counting

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
	"signpost/shared/table"
)

const (
	// readers is how many ranges of days are read at a time.
	readers = 8
	// minRange is the shortest range, in days, that is worth a request of its own.
	minRange = 7
)

// Reader reads counters and, to check them, events. It may be used by many goroutines.
type Reader struct {
	// Now is the clock by which clicks expire.
	Now   func() time.Time
	table *table.Table
}

// NewReader returns a reader of the counters in t, by the clock of the machine.
func NewReader(t *table.Table) *Reader { return &Reader{Now: time.Now, table: t} }

// Counts reads what was counted for partner; partner "" are the visits that nobody is credited for.
// The lines come in no order, a cell may come in several lines, and the sum is what counts. What
// was counted in the last moments may be missing. An error ends the sequence.
func (v *View) Counts(ctx context.Context, partner referral.Code) iter.Seq2[referral.Line, error] {
	return v.lines(ctx, table.Counter{Cell: referral.Cell{Partner: partner}})
}

// Totals reads what was counted for website, over all partners, like Counts. Its cells name no
// partner and no ad. Website "" is what merchants reported without one.
func (v *View) Totals(ctx context.Context, website referral.Code) iter.Seq2[referral.Line, error] {
	return v.lines(ctx, table.Counter{Total: true, Cell: referral.Cell{Website: website}})
}

// lines reads first what is folded of whose, then the rows that are not: those that are folded in
// between are still there, and what each item says of itself tells that it does not have them.
func (v *View) lines(ctx context.Context, whose table.Counter) iter.Seq2[referral.Line, error] {
	return func(yield func(referral.Line, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		r := v.reading(table.FoldKey, func(l referral.Line) bool { return yield(l, nil) })
		if err := r.all(ctx, whose); err != nil {
			yield(referral.Line{}, fmt.Errorf("read counters: %w", err))
		}
	}
}

// reading is one reading of the counters of a partner, of a website, or of many partners.
type reading struct {
	*View
	yield lineYield
	// keyOf is where what a row counts is folded.
	keyOf func(table.Counter, string) table.Key
	// answers says of each folded item that was read how far it is.
	answers map[table.Key]referral.Day
}

func (v *View) reading(keyOf func(table.Counter, string) table.Key, yield lineYield) *reading {
	return &reading{View: v, yield: yield, keyOf: keyOf, answers: map[table.Key]referral.Day{}}
}

// all reads everything of whose.
func (r *reading) all(ctx context.Context, whose table.Counter) error {
	more, err := r.folded(ctx, whose)
	if err != nil || !more {
		return err
	}
	return r.live(ctx, whose)
}

// live reads the rows of whose that may not be in the folded items that were read.
func (r *reading) live(ctx context.Context, whose table.Counter) error {
	ranges, err := r.liveRanges(ctx, whose)
	if err != nil {
		return err
	}
	_, err = r.each(ctx, ranges, false, r.row)
	return err
}

// row yields what a row has that counts and is in no item that was read.
func (r *reading) row(item table.Item) (more bool, err error) {
	c, err := table.ParseCounter(table.KeyOf(item))
	if err != nil {
		return false, err
	}
	day := c.Cell.Hour.Day()
	if !r.period.Has(c.Cell.Hour) || !Shows(r.rebuilds[day], c.Row) {
		return true, nil
	}
	if span, ok := r.spanOf(day); ok && c.Row.Log <= r.answers[r.keyOf(c, string(span))] {
		return true, nil
	}
	return eachLine(c.Cell, item, r.yield)
}

// liveRanges returns the ranges of rows of whose that may not be folded. Rows with a log day of the
// period or, if there are any that are displaced, of any later day.
func (v *View) liveRanges(ctx context.Context, whose table.Counter) ([]keyRange, error) {
	first := v.from
	if v.through != "" {
		first = max(first, v.through.Add(1))
	}
	displaced := true // or seen, for all that is known, because later days are hardly more
	if v.through == "" || v.to <= v.through {
		found, err := v.displacedRows(ctx)
		if err != nil {
			return nil, err
		}
		displaced = found.has(whose)
	}
	pk := table.PartitionOf(whose)
	ranges := dayRanges(pk, first, v.to)
	if displaced && len(ranges) > 0 {
		ranges[len(ranges)-1].to = endOfTimes
	} else if displaced {
		ranges = []keyRange{{pk, string(first), endOfTimes}}
	}
	return ranges, nil
}

// keyRange is a range of a partition.
type keyRange struct{ pk, from, to string }

// endOfTimes is after each sort key that begins with a day.
const endOfTimes = "~"

// afterDay ends a range of sort keys that begin with a day, or with something else and '#': '$' is
// what follows '#'.
const afterDay = "$"

// dayRanges cuts the days from to to into at most readers ranges of at least minRange days.
func dayRanges(pk string, from, to referral.Day) []keyRange {
	days := from.DaysUntil(to) + 1
	length := max(minRange, (days+readers-1)/readers)
	var ranges []keyRange
	for ; from <= to; from = from.Add(length) {
		ranges = append(ranges, keyRange{pk, string(from), string(min(to, from.Add(length-1))) + afterDay})
	}
	return ranges
}

// each calls use for each item in ranges, in no order, until it returns false.
func (v *View) each(
	ctx context.Context, ranges []keyRange, consistent bool, use func(table.Item) (bool, error),
) (more bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for page := range v.reader.pages(ctx, ranges, consistent) {
		if page.err != nil {
			return false, page.err
		}
		for _, item := range page.rows {
			if more, err := use(item); err != nil || !more {
				return false, err
			}
		}
	}
	return true, ctx.Err()
}

// rowPage is a page of items, or the error that came instead of it.
type rowPage struct {
	rows    []table.Item
	scanned int // how many items were looked at for them
	err     error
}

// pages reads ranges, some at a time. The channel is closed after the last page, or soon after ctx
// is done.
func (r *Reader) pages(ctx context.Context, ranges []keyRange, consistent bool) <-chan rowPage {
	pages := make(chan rowPage)
	go func() {
		defer close(pages)
		var reading errgroup.Group
		reading.SetLimit(readers)
		for _, keys := range ranges {
			reading.Go(func() error {
				r.readRange(ctx, keys, consistent, pages)
				return nil
			})
		}
		_ = reading.Wait() // the pages have what went wrong
	}()
	return pages
}

func (r *Reader) readRange(ctx context.Context, keys keyRange, consistent bool, pages chan<- rowPage) {
	paging := dynamodb.NewQueryPaginator(r.table.Client(), &dynamodb.QueryInput{
		TableName:              new(r.table.Name()),
		KeyConditionExpression: new("pk = :pk AND sk BETWEEN :from AND :to"),
		ExpressionAttributeValues: table.Item{
			":pk": table.Str(keys.pk), ":from": table.Str(keys.from), ":to": table.Str(keys.to),
		},
		ConsistentRead: &consistent,
	})
	send(ctx, pages, paging.HasMorePages, func() rowPage {
		out, err := paging.NextPage(ctx)
		if err != nil {
			return rowPage{err: err}
		}
		return rowPage{rows: out.Items}
	})
}

// send puts one page after the other into pages, until there are no more, one is an error, or ctx
// is done.
func send(ctx context.Context, pages chan<- rowPage, more func() bool, next func() rowPage) {
	for ctx.Err() == nil && more() {
		page := next()
		select {
		case pages <- page:
		case <-ctx.Done():
			return
		}
		if page.err != nil {
			return
		}
	}
}
