package main

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"time"
)

//go:embed testdata/event.json
var event []byte

// eventSecret is what the event has of the edge.
const eventSecret = "2f1d4c6b8a9071e35d4c6b8a9071e35d4c6b8a9071e35d4c6b8a9071e35d4c6b"

const (
	rounds              = 11
	invocationsInARound = 1500
)

// measureInvoke measures the processor time of an invocation, from the event's arrival to the
// next request for work.
func measureInvoke(ctx context.Context, b *bench) error {
	table := startCannedTable(0)
	defer table.server.Close()
	var functions []*function
	for _, pkg := range []string{
		"./infra/tests/bench/peers/empty", "./infra/tests/bench/peers/canned", "./functions/redirect",
	} {
		binary, err := build(ctx, b.dir, pkg)
		if err != nil {
			return err
		}
		f, err := startFunction(ctx, binary, []string{"AWS_ENDPOINT_URL_DYNAMODB=" + table.server.URL})
		if err != nil {
			return err
		}
		defer f.stop()
		functions = append(functions, f)
	}
	costs, err := interleave(functions, func(f *function) (time.Duration, error) {
		return f.cpuPer(ctx, invocationsInARound, visitorEvent)
	})
	if err != nil {
		return err
	}
	b.result("invoke_empty_us", micro(costs[0]), "us")
	b.result("invoke_vs_empty", ratio(costs[1], costs[0]), "ratio")
	b.result("counted_us", micro(costs[2]), "us")
	b.result("counted_vs_empty", ratio(costs[2], costs[0]), "ratio")
	return nil
}

var visitors int

// visitorEvent returns a visit by a new visitor each time.
func visitorEvent(int) []byte {
	visitors++
	address := fmt.Sprintf("203.%d.%d.%d", visitors>>16&255, visitors>>8&255, visitors&255)
	return replaceAddress(event, address)
}

// interleave measures the subjects in turn for several rounds and returns the median of each.
func interleave[T any](subjects []T, measure func(T) (time.Duration, error)) ([]time.Duration, error) {
	samples := make([][]time.Duration, len(subjects))
	for round := range rounds + 1 {
		for i, s := range subjects {
			d, err := measure(s)
			if err != nil {
				return nil, err
			}
			if round > 0 { // the first round warms up
				samples[i] = append(samples[i], d)
			}
		}
	}
	medians := make([]time.Duration, len(subjects))
	for i, s := range samples {
		medians[i] = median(s)
	}
	return medians, nil
}

func median(s []time.Duration) time.Duration {
	s = slices.Clone(s)
	slices.Sort(s)
	return s[len(s)/2]
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func micro(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
