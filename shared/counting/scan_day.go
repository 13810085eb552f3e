package counting

import (
	"context"
	"iter"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// scanSegments is how many parts of the table are read at a time.
const scanSegments = 8

// scanFilter says which items a scan finds.
type scanFilter struct {
	expression string
	names      map[string]string
	values     table.Item
}

// eventsOf finds the events of a day: clicks by their ULID, which begins with the time, and entries
// by their time.
func eventsOf(day referral.Day) scanFilter {
	return scanFilter{
		expression: "begins_with(pk, :click) AND #i >= :ibegin AND #i < :iend" +
			" OR begins_with(pk, :conversion) AND begins_with(sk, :entry) AND #t >= :begin AND #t < :end",
		names: map[string]string{"#i": table.AttrULID, "#t": table.AttrTime},
		values: table.Item{
			":click":      table.Str(table.PrefixClick),
			":ibegin":     table.Str(ulidBound(day)),
			":iend":       table.Str(ulidBound(day.Add(1))),
			":conversion": table.Str(table.PrefixConversion),
			":entry":      table.Str(table.PrefixEntry),
			":begin":      table.Num(day.Time().UnixMilli()),
			":end":        table.Num(day.Add(1).Time().UnixMilli()),
		},
	}
}

// eventsAndCountersOf finds the events of a day, its rows of counters and what they are folded into
// by hour.
func eventsAndCountersOf(day referral.Day) scanFilter {
	f := eventsOf(day)
	f.expression += " OR (begins_with(pk, :count) OR begins_with(pk, :total))" +
		" AND (begins_with(sk, :day) OR contains(sk, :displaced))" +
		" OR (begins_with(pk, :fold) OR begins_with(pk, :foldtotal)) AND begins_with(sk, :folded)"
	f.values[":count"] = table.Str(table.PrefixCount)
	f.values[":total"] = table.Str(table.PrefixTotal)
	f.values[":day"] = table.Str(string(day) + "#")
	f.values[":displaced"] = table.Str(table.EventDayPart(day))
	f.values[":fold"] = table.Str(table.PrefixFold)
	f.values[":foldtotal"] = table.Str(table.PrefixFoldTotal)
	f.values[":folded"] = table.Str(table.FoldedSort(string(day)))
	return f
}

// ulidBound is before every ULID of day and after every earlier one.
func ulidBound(day referral.Day) string {
	var id ulid.ULID
	if id.SetTime(ulid.Timestamp(day.Time())) != nil {
		return "" // no day that referral.ParseDay accepts is beyond a ULID's time
	}
	return id.String()
}

// counterOf returns what an item that eventsAndCountersOf finds counts for, if it is no event.
func counterOf(k table.Key) (c table.Counter, isCounter bool, err error) {
	kind, _, _ := strings.Cut(k.PK, "#")
	switch kind + "#" {
	case table.PrefixCount, table.PrefixTotal:
		c, err = table.ParseCounter(k)
		return c, true, err
	case table.PrefixFold, table.PrefixFoldTotal:
		c, _, err = table.ParseFoldKey(k)
		return c, true, err
	}
	return table.Counter{}, false, nil
}

// scan reads what f finds in the whole table, in no order.
func (r *Reader) scan(ctx context.Context, f scanFilter, progress func(items int)) iter.Seq2[table.Item, error] {
	return func(yield func(table.Item, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		for page := range r.scanPages(ctx, f) {
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
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// scanPages reads all segments at a time. The channel is closed after the last page, or soon after
// ctx is done.
func (r *Reader) scanPages(ctx context.Context, f scanFilter) <-chan rowPage {
	pages := make(chan rowPage)
	var reading sync.WaitGroup
	for segment := range int32(scanSegments) {
		reading.Go(func() {
			paging := dynamodb.NewScanPaginator(r.table.Client(), &dynamodb.ScanInput{
				TableName:                 new(r.table.Name()),
				FilterExpression:          &f.expression,
				ExpressionAttributeNames:  f.names,
				ExpressionAttributeValues: f.values,
				Segment:                   &segment,
				TotalSegments:             new(int32(scanSegments)),
			})
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
