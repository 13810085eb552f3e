package main

import (
	"context"
	"time"
)

// measureInit measures the time from exec to the first request for work. It includes reading
// the salts over loopback.
func measureInit(ctx context.Context, b *bench) error {
	table := startCannedTable(0)
	defer table.server.Close()
	var binaries []string
	for _, pkg := range []string{
		"./infra/tests/bench/peers/empty", "./functions/redirect", "./infra/tests/bench/peers/usual",
	} {
		binary, err := build(ctx, b.dir, pkg)
		if err != nil {
			return err
		}
		binaries = append(binaries, binary)
	}
	times, err := interleave(binaries, func(binary string) (time.Duration, error) {
		var all []time.Duration
		for range 3 {
			f, err := startFunction(ctx, binary, []string{"AWS_ENDPOINT_URL_DYNAMODB=" + table.server.URL})
			if err != nil {
				return 0, err
			}
			f.stop()
			all = append(all, f.first.Sub(f.started))
		}
		return median(all), nil
	})
	if err != nil {
		return err
	}
	b.result("init_empty_ms", milli(times[0]), "ms")
	b.result("init_ms", milli(times[1]), "ms")
	b.result("init_vs_empty", ratio(times[1], times[0]), "ratio")
	b.result("init_usual_vs_empty", ratio(times[2], times[0]), "ratio")
	return nil
}

func milli(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
