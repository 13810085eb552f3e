package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/local/engine"
	"signpost/shared/counting"
	"signpost/shared/counting/folding"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// settleWithin returns how long the stack may take to catch up after the load, and we to read
// the table, which takes longer after a longer load.
func settleWithin(load time.Duration) time.Duration { return 2*time.Minute + load/2 }

// settle waits until everything is in order. If that takes too long, the error says what is
// not.
func (w *world) settle(ctx context.Context, s *system, within time.Duration) (last error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for id := w.anyNotTaken(); id != "" && ctx.Err() == nil; id = w.anyNotTaken() {
		w.send(ctx, id)
	}
	// What neither the table nor the queue took is in the log.
	if _, err := s.run(ctx, "replay", filepath.Join(s.data, "logs", "RedirectFunction.log")); err != nil {
		return err
	}
	for {
		wrong := errors.Join(w.checkClicks(ctx, s), w.checkCounters(ctx, s))
		if wrong == nil {
			return w.checkFolded(ctx, s)
		}
		if ctx.Err() == nil {
			last = wrong
		}
		if !pause(ctx, time.Second) {
			return last
		}
	}
}

// foldedAfter is how long after a day its counters are folded for sure.
const foldedAfter = 3 * 24 * time.Hour

// checkFolded folds what was counted, with the clock moved on, and checks the counters again. From
// then on nothing more can be counted today, so it comes last.
func (w *world) checkFolded(ctx context.Context, s *system) error {
	folder := folding.New(s.table())
	folder.Now = func() time.Time { return time.Now().Add(foldedAfter) }
	folded, err := folder.Run(ctx)
	if err != nil {
		return err
	}
	if folded.Items == 0 || folded.Left > 0 {
		return fmt.Errorf("nothing was folded, or not all: %+v", folded)
	}
	return w.checkCounters(ctx, s)
}

// checkClicks compares the table's clicks with the visits that were answered.
func (w *world) checkClicks(ctx context.Context, s *system) error {
	stored, err := storedClicks(ctx, s)
	if err != nil {
		return err
	}
	var wrong []error
	missing, total := 0, 0
	for _, id := range w.clicks {
		if stored[id] == 0 {
			missing++
		}
	}
	for id, n := range stored {
		if total += n; n > 1 {
			wrong = append(wrong, fmt.Errorf("click %s is in the table %d times", id, n))
		}
	}
	if missing > 0 {
		wrong = append(wrong, fmt.Errorf("%d of %d answered visits are not in the table", missing,
			len(w.clicks)))
	}
	if most := len(w.clicks) + w.unsure; total > most {
		wrong = append(wrong, fmt.Errorf("there are %d clicks of at most %d visits", total, most))
	}
	return errors.Join(wrong...)
}

// storedClicks returns how many items each click has.
func storedClicks(ctx context.Context, s *system) (map[string]int, error) {
	stored := map[string]int{}
	all := dynamodb.NewScanPaginator(engine.Client(s.engine.Endpoint()), &dynamodb.ScanInput{
		TableName: new("signpost"), ProjectionExpression: new("pk, i"),
		FilterExpression: new("begins_with(pk, :click)"),
		ExpressionAttributeValues: table.Item{
			":click": &types.AttributeValueMemberS{Value: table.PrefixClick},
		},
	})
	for all.HasMorePages() {
		page, err := all.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			pk, id := item["pk"].(*types.AttributeValueMemberS), item["i"].(*types.AttributeValueMemberS)
			stored[strings.TrimPrefix(pk.Value, table.PrefixClick)+id.Value]++
		}
	}
	return stored, nil
}

// checkCounters compares the counters with the events, the conversions with what merchants
// reported, and the stats with the counters.
func (w *world) checkCounters(ctx context.Context, s *system) error {
	today := referral.DayOf(time.Now())
	var events referral.Counts
	for _, day := range []referral.Day{today.Add(-1), today} { // it may have been midnight
		result, err := reconcile.New(counting.NewReader(s.table())).Day(ctx, day)
		if err != nil {
			return err
		}
		if len(result.Differences) > 0 || result.Pending > 0 || result.Unreadable > 0 {
			return fmt.Errorf("counters of %s differ: %+v", day, result)
		}
		events.Add(referral.Counts{
			Hits: result.Events.Hits, Leads: result.Events.Leads, Sales: result.Events.Sales,
		})
	}
	leads, sales := w.reported()
	if events.Leads != leads || events.Sales != sales {
		return fmt.Errorf("merchants reported %d leads and %d sales, but %d and %d were counted",
			leads, sales, events.Leads, events.Sales)
	}
	return w.checkStats(ctx, s, today)
}

func (w *world) reported() (leads, sales int64) {
	for _, r := range w.reports {
		if r.kind == "lead" {
			leads++
		} else {
			sales++
		}
	}
	return leads, sales
}

// checkStats compares the hits that a partner sees of itself and its child with their counters.
func (w *world) checkStats(ctx context.Context, s *system, today referral.Day) error {
	token, err := s.run(ctx, "token", "abc123")
	if err != nil {
		return err
	}
	seen, err := w.hits(ctx, token, string(today.Add(-1)), string(today))
	if err != nil {
		return err
	}
	var counted referral.Counts
	view, err := counting.NewReader(s.table()).View(ctx, referral.HoursOf(today.Add(-1), today))
	if err != nil {
		return err
	}
	for _, partner := range []referral.Code{"abc123", "kid456"} {
		for l, err := range view.Counts(ctx, partner) {
			if err != nil {
				return err
			}
			counted.Add(l.Counts)
		}
	}
	if seen != counted.Hits || seen == 0 {
		return fmt.Errorf("the partner sees %d hits, but %d were counted", seen, counted.Hits)
	}
	return nil
}
