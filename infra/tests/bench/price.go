package main

import (
	"context"
	"errors"
	"math"
)

// List prices in US dollars per million in us-east-1, first tier, without the free tier, as of
// 2026-11. README.md says where they are from.
const (
	priceGateway    = 1.00        // requests of an HTTP API
	priceInvocation = 0.20        // invocations of a Lambda
	priceGBSecond   = 13.3334     // gigabyte-seconds of a Lambda on arm64
	priceWriteUnit  = 0.625       // write request units of a table on demand
	priceReadUnit   = 0.125       // read request units
	memoryGB        = 256 / 1024. // the template's RedirectMemory
	// clicksForOneRead is how many clicks a link gets in the half minute for which a
	// function remembers it.
	clicksForOneRead = 10
)

// measurePrice adds up what a million clicks by new visitors cost, from the counts and times
// that were measured before.
func measurePrice(_ context.Context, b *bench) error {
	for _, name := range []string{
		"click_write_units_warm", "click_read_units_cold", "click_p50_256mb_ms", "click_write_units_all",
	} {
		if _, ok := b.results[name]; !ok {
			return errors.New(name + " was not measured in this run")
		}
	}
	seconds := math.Ceil(b.results["click_p50_256mb_ms"]) / 1000 // billed by the millisecond
	price := priceGateway + priceInvocation + seconds*memoryGB*priceGBSecond +
		b.results["click_write_units_all"]*priceWriteUnit +
		b.results["click_read_units_cold"]/clicksForOneRead*priceReadUnit
	b.result("click_usd_per_million", price, "USD")
	return nil
}
