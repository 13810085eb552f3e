package main

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"signpost/infra/local/engine"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// measureCounterUnits counts the write units of a click and of its share of the counters, at
// the wire, with the real counter. Clicks cost the same each, so that one batch of them is
// written; the counters' rows grow, so that many batches are counted.
func measureCounterUnits(ctx context.Context, b *bench) error {
	for _, m := range []struct {
		name    string
		links   []referral.Link
		batches int
	}{
		{"click_write_units_all", links(5, 1), 60},          // 20 links, 1,000 clicks a batch
		{"click_write_units_all_sparse", links(100, 4), 12}, // 1,000 links, each clicked once in a batch
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
	meter, stop, err := startMeteredTable(ctx)
	if err != nil {
		return 0, err
	}
	defer stop()
	binary, err := build(ctx, b.dir, "./functions/counter")
	if err != nil {
		return 0, err
	}
	counter, err := startFunction(ctx, binary, []string{
		"AWS_ENDPOINT_URL_DYNAMODB=" + meter.URL, "FAILURE_QUEUE_URL=http://127.0.0.1:9/queue",
	})
	if err != nil {
		return 0, err
	}
	defer counter.stop()
	made := newTraffic(time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC))
	written := made.batch(links)
	if err := writeClicks(ctx, table.New(engine.Client(meter.URL), tableName), written); err != nil {
		return 0, err
	}
	forClicks, _, err := meter.total()
	if err != nil {
		return 0, err
	}
	for batch, clicks := 0, written; batch < batches; batch, clicks = batch+1, made.batch(links) {
		answer, err := counter.api.invoke(ctx, streamEvent(batch*clicksPerBatch, clicks))
		if want := `{"state":{},"batchItemFailures":[]}`; err != nil || string(answer) != want {
			return 0, fmt.Errorf("the counter answers %s: %w", answer, err)
		}
	}
	all, _, err := meter.total()
	return forClicks/clicksPerBatch + (all-forClicks)/float64(clicksPerBatch*batches), err
}

// batch makes a batch of clicks on links: any of them, or each once if there are as many.
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

// writeClicks puts clicks as the redirect does.
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

const tableName = "signpost"

// startMeteredTable runs an engine in memory, with an empty table, behind a meter.
func startMeteredTable(ctx context.Context) (*capacityMeter, func(), error) {
	binary, err := engine.Install(ctx)
	if err != nil {
		return nil, nil, err
	}
	e, err := engine.Start(ctx, engine.Config{Binary: binary})
	if err != nil {
		return nil, nil, err
	}
	meter, err := startCapacityMeter(e.Endpoint())
	if err == nil {
		err = engine.CreateTable(ctx, engine.Client(e.Endpoint()), tableName, engine.Signpost())
	}
	if err != nil {
		e.Stop()
		return nil, nil, err
	}
	return meter, func() { meter.Close(); e.Stop() }, nil
}
