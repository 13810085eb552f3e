package main

import (
	"context"
	"slices"
	"time"
)

// tableAnswers is how long the table takes to answer, which is what DynamoDB takes within a
// region.
const tableAnswers = 4 * time.Millisecond

// clicksInASample is how many clicks each round measures.
const clicksInASample = 60

// measureLatency measures a counted click of a warm function that has the processor time of a
// small Lambda, and compares it with the usual design.
func measureLatency(ctx context.Context, b *bench) error {
	table := startCannedTable(tableAnswers)
	defer table.server.Close()
	for _, megabytes := range []int{256, 128} {
		ours, usual, err := b.latencies(ctx, table, megabytes)
		if err != nil {
			return err
		}
		if megabytes == 256 {
			b.result("click_p99_256mb_ms", milli(percentile(ours, 99)), "ms")
			b.result("click_p99_256mb_naive_ms", milli(percentile(usual, 99)), "ms")
			b.result("click_p99_256mb_vs_naive", ratio(percentile(ours, 99), percentile(usual, 99)), "ratio")
			b.result("click_p50_256mb_ms", milli(percentile(ours, 50)), "ms")
			continue
		}
		b.result("click_p50_128mb_ms", milli(percentile(ours, 50)), "ms")
		b.result("click_p50_128mb_naive_ms", milli(percentile(usual, 50)), "ms")
	}
	return nil
}

func (b *bench) latencies(
	ctx context.Context, table *cannedTable, megabytes int,
) (ours, usual []time.Duration, err error) {
	q, err := newQuota(megabytes)
	if err != nil {
		return nil, nil, err
	}
	defer q.remove()
	var functions []*function
	for _, pkg := range []string{"./functions/redirect", "./infra/tests/bench/peers/usual"} {
		binary, err := build(ctx, b.dir, pkg)
		if err != nil {
			return nil, nil, err
		}
		f, err := startFunction(ctx, binary, []string{"AWS_ENDPOINT_URL_DYNAMODB=" + table.server.URL})
		if err != nil {
			return nil, nil, err
		}
		defer f.stop()
		if err := q.limit(f); err != nil {
			return nil, nil, err
		}
		functions = append(functions, f)
	}
	samples := make([][]time.Duration, len(functions))
	for round := range rounds + 1 {
		for i, f := range functions {
			taken, err := timeClicks(ctx, f, clicksInASample)
			if err != nil {
				return nil, nil, err
			}
			if round > 0 {
				samples[i] = append(samples[i], taken...)
			}
		}
	}
	return samples[0], samples[1], nil
}

// timeClicks makes clicks one after the other, each as soon as the previous one is answered.
func timeClicks(ctx context.Context, f *function, n int) ([]time.Duration, error) {
	var taken []time.Duration
	for i := range n {
		event := visitorEvent(i)
		began := time.Now()
		answer, err := f.api.invoke(ctx, event)
		if err != nil {
			return nil, err
		}
		if err := redirected(answer); err != nil {
			return nil, err
		}
		taken = append(taken, time.Since(began))
	}
	return taken, nil
}

func percentile(s []time.Duration, p int) time.Duration {
	s = slices.Clone(s)
	slices.Sort(s)
	return s[min(len(s)-1, len(s)*p/100)]
}
