package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// measureCounterUnits counts the write units of a click and of its share of the counters at the
// wire, with the real counter. All clicks cost the same, so one batch of them is written. The
// counters' rows grow, so many batches are counted.
func measureCounterUnits(ctx context.Context, b *bench) error {
	for _, m := range []struct {
		name    string
		links   []referral.Link
		batches int
	}{
		{"click_write_units_all", links(5, 1), 60},          // 20 links
		{"click_write_units_all_sparse", links(100, 4), 12}, // 1,000 links, each clicked once per batch
	} {
		perClick, err := unitsPerClick(ctx, b, m.links, m.batches)
		if err != nil {
			return err
		}
		b.result(m.name, perClick, "WCU")
	}
	return nil
}

const clicksPerBatch = 1000

func unitsPerClick(ctx context.Context, b *bench, links []referral.Link, batches int) (float64, error) {
	table, err := startMeteredTable(ctx)
	if err != nil {
		return 0, err
	}
	defer table.stop()
	counter, err := table.startFunction(ctx, b, "./functions/counter",
		"FAILURE_QUEUE_URL=http://127.0.0.1:9/queue")
	if err != nil {
		return 0, err
	}
	defer counter.stop()
	made := newTraffic(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	written := made.batch(links)
	if err := writeClicks(ctx, table.table(), written); err != nil {
		return 0, err
	}
	forClicks := table.writeUnits
	table.reset()
	for batch, clicks := 0, written; batch < batches; batch, clicks = batch+1, made.batch(links) {
		answer, err := counter.api.invoke(ctx, streamEvent(batch*clicksPerBatch, clicks))
		if err != nil {
			return 0, err
		}
		if string(answer) != `{"state":{},"batchItemFailures":[]}` {
			return 0, fmt.Errorf("the counter answers %s", answer)
		}
	}
	return forClicks/clicksPerBatch + table.writeUnits/float64(clicksPerBatch*batches), nil
}

// batch makes a batch of clicks on random links, or one on each link if there are that many.
func (t *traffic) batch(links []referral.Link) []referral.Click {
	clicks := make([]referral.Click, clicksPerBatch)
	for i := range clicks {
		link := links[i%len(links)]
		if len(links) < clicksPerBatch {
			link = links[t.random.IntN(len(links))]
		}
		clicks[i] = t.click(link)
	}
	return clicks
}

// writeClicks writes clicks as the redirect does.
func writeClicks(ctx context.Context, t *table.Table, clicks []referral.Click) error {
	var writing errgroup.Group
	writing.SetLimit(16)
	for _, c := range clicks {
		writing.Go(func() error {
			if !c.Unique {
				return t.WriteRepeat(ctx, c)
			}
			_, err := t.WriteFirst(ctx, c)
			return err
		})
	}
	return writing.Wait()
}
