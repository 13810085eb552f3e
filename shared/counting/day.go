package counting

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Origin says where a line was found.
type Origin int

// A line is what one event counts, or what a partner's or a website's counter has. That of an event
// that can't be read is empty.
const (
	FromEvent Origin = iota
	FromCounter
	FromTotal
	Unreadable
)

// DayLine is a line of a day, and where it was found.
type DayLine struct {
	Origin Origin
	referral.Line
}

// scanSegments is how many parts of the table are read at a time.
const scanSegments = 8

// Day reads the events and the counters of a day, from the whole table; what it costs goes with the
// size of the table, not of the day. Lines come in no order and a cell may come in several. What is
// written meanwhile may or may not be seen. progress, if not nil, is told now and then how many
// more items have been looked at. An error ends the sequence; it is a Conflict if clicks of the day
// have expired, and then it comes last.
func (r *Reader) Day(ctx context.Context, day referral.Day, progress func(items int)) iter.Seq2[DayLine, error] {
	return func(yield func(DayLine, error) bool) {
		view, err := r.View(ctx, referral.HoursOf(day, day))
		if err != nil {
			yield(DayLine{}, err)
			return
		}
		kept := newKept(view, day, r.Now())
		for item, err := range r.scanDay(ctx, day, progress) {
			more := false
			if err == nil {
				err = kept.see(item)
			}
			if err == nil {
				more, err = view.eachDayLine(item, func(l DayLine) bool { return yield(l, nil) })
			}
			if err != nil {
				yield(DayLine{}, fmt.Errorf("read the day: %w", err))
			}
			if err != nil || !more {
				return
			}
		}
		if err := kept.check(); err != nil {
			yield(DayLine{}, err)
		}
	}
}

func (v *View) eachDayLine(item table.Item, yield func(DayLine) bool) (more bool, err error) {
	if origin, isCounter := counterOrigin(item); isCounter {
		return v.eachLine(item, func(l referral.Line) bool { return yield(DayLine{origin, l}) })
	}
	l, err := eventLine(item)
	if err != nil {
		return yield(DayLine{Origin: Unreadable}), nil
	}
	return yield(DayLine{FromEvent, l}), nil
}

// counterOrigin returns which kind of counter an item of a day is, if it is one.
func counterOrigin(item table.Item) (_ Origin, isCounter bool) {
	switch pk := table.Text(item, table.AttrPK); {
	case strings.HasPrefix(pk, table.PrefixCount):
		return FromCounter, true
	case strings.HasPrefix(pk, table.PrefixTotal):
		return FromTotal, true
	}
	return FromEvent, false
}

// scanDay reads the items of a day: its events, and all rows of its counters.
func (r *Reader) scanDay(ctx context.Context, day referral.Day, progress func(int)) iter.Seq2[table.Item, error] {
	return func(yield func(table.Item, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		for page := range r.scanPages(ctx, day) {
			if page.err != nil {
				yield(nil, page.err)
				return
			}
			if progress != nil {
				progress(page.scanned)
			}
			for _, item := range page.rows {
				if !yield(item, nil) {
					return
				}
			}
		}
	}
}

// scanPages reads the day's items in all segments at a time. The channel is closed after the last
// page, or soon after ctx is done.
func (r *Reader) scanPages(ctx context.Context, day referral.Day) <-chan rowPage {
	pages := make(chan rowPage)
	var reading sync.WaitGroup
	for segment := range int32(scanSegments) {
		reading.Go(func() {
			paging := dynamodb.NewScanPaginator(r.table.Client(), r.dayScan(day, segment))
			send(ctx, pages, paging.HasMorePages, func() rowPage {
				out, err := paging.NextPage(ctx)
				if err != nil {
					return rowPage{err: err}
				}
				return rowPage{rows: out.Items, scanned: int(out.ScannedCount)}
			})
		})
	}
	go func() {
		reading.Wait()
		close(pages)
	}()
	return pages
}

// dayScan finds clicks by their ULID, which begins with the time, entries by their time, and
// counters by their sort key, which begins with the day.
func (r *Reader) dayScan(day referral.Day, segment int32) *dynamodb.ScanInput {
	begin, end := day.Time(), day.Add(1).Time()
	return &dynamodb.ScanInput{
		TableName: new(r.table.Name()),
		FilterExpression: new("begins_with(pk, :click) AND #i >= :ibegin AND #i < :iend" +
			" OR begins_with(pk, :conversion) AND begins_with(sk, :entry) AND #t >= :begin AND #t < :end" +
			" OR (begins_with(pk, :count) OR begins_with(pk, :total)) AND begins_with(sk, :day)"),
		ExpressionAttributeNames: map[string]string{"#i": table.AttrULID, "#t": table.AttrTime},
		ExpressionAttributeValues: table.Item{
			":click":      table.Str(table.PrefixClick),
			":ibegin":     table.Str(ulidBound(day)),
			":iend":       table.Str(ulidBound(day.Add(1))),
			":conversion": table.Str(table.PrefixConversion),
			":entry":      table.Str(table.PrefixEntry),
			":begin":      table.Num(begin.UnixMilli()),
			":end":        table.Num(end.UnixMilli()),
			":count":      table.Str(table.PrefixCount),
			":total":      table.Str(table.PrefixTotal),
			":day":        table.Str(string(day) + "#"),
		},
		Segment:       &segment,
		TotalSegments: new(int32(scanSegments)),
	}
}

// ulidBound is before every ULID of day and after every earlier one.
func ulidBound(day referral.Day) string {
	var id ulid.ULID
	if id.SetTime(ulid.Timestamp(day.Time())) != nil {
		return "" // no day that referral.ParseDay accepts is beyond a ULID's time
	}
	return id.String()
}
