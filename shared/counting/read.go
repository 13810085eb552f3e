package counting

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

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
// The lines come in no order, a cell may come in several lines, and the sum is what counts. Reading
// is eventually consistent. An error ends the sequence.
func (v *View) Counts(ctx context.Context, partner referral.Code) iter.Seq2[referral.Line, error] {
	return v.lines(ctx, table.CountKey(partner, "", 0, v.period.From).PK)
}

// Totals reads what was counted for website, over all partners, like Counts. Its cells name no
// partner and no ad. Website "" is what merchants reported without one.
func (v *View) Totals(ctx context.Context, website referral.Code) iter.Seq2[referral.Line, error] {
	return v.lines(ctx, table.TotalKey(website, v.period.From).PK)
}

func (v *View) lines(ctx context.Context, pk string) iter.Seq2[referral.Line, error] {
	return func(yield func(referral.Line, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		for page := range v.reader.rangePages(ctx, pk, v.from, v.to) {
			if page.err != nil {
				yield(referral.Line{}, fmt.Errorf("read counters: %w", page.err))
				return
			}
			for _, row := range page.rows {
				more, err := v.eachLine(row, func(l referral.Line) bool { return yield(l, nil) })
				if err != nil {
					yield(referral.Line{}, fmt.Errorf("read counters: %w", err))
					return
				}
				if !more {
					return
				}
			}
		}
	}
}

// rowPage is a page of items, or the error that came instead of it.
type rowPage struct {
	rows    []table.Item
	scanned int // how many items were looked at for them
	err     error
}

// rangePages reads the rows of a range of days, in several ranges at a time when it is long. The
// channel is closed after the last page, or soon after ctx is done.
func (r *Reader) rangePages(ctx context.Context, pk string, from, to referral.Day) <-chan rowPage {
	pages := make(chan rowPage)
	var reading sync.WaitGroup
	for _, days := range dayRanges(from, to) {
		reading.Go(func() { r.readRange(ctx, pk, days, pages) })
	}
	go func() {
		reading.Wait()
		close(pages)
	}()
	return pages
}

func (r *Reader) readRange(ctx context.Context, pk string, days dayRange, pages chan<- rowPage) {
	paging := dynamodb.NewQueryPaginator(r.table.Client(), &dynamodb.QueryInput{
		TableName:              new(r.table.Name()),
		KeyConditionExpression: new("pk = :pk AND sk BETWEEN :from AND :to"),
		// Sort keys begin with the day and '#'; '$' is what follows '#'.
		ExpressionAttributeValues: table.Item{
			":pk": table.Str(pk), ":from": table.Str(string(days.from)), ":to": table.Str(string(days.to) + "$"),
		},
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
	for more() {
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

type dayRange struct{ from, to referral.Day }

// dayRanges cuts the days from to to into at most readers ranges of at least minRange days.
func dayRanges(from, to referral.Day) []dayRange {
	days := from.DaysUntil(to) + 1
	length := max(minRange, (days+readers-1)/readers)
	var ranges []dayRange
	for ; from <= to; from = from.Add(length) {
		ranges = append(ranges, dayRange{from, min(to, from.Add(length-1))})
	}
	return ranges
}
