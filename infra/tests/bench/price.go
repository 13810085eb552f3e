package main

import (
	"context"
	"errors"
	"math"
)

// Public list prices in US dollars for a million, us-east-1, the first tier, without a free
// tier, as of 2026-11; see README.md for where they are from.
const (
	priceGateway    = 1.00        // requests of an HTTP API
	priceInvocation = 0.20        // invocations of a Lambda
	priceGBSecond   = 13.3334     // gigabyte-seconds of a Lambda on arm64
	priceWriteUnit  = 0.625       // write request units of a table on demand
	priceReadUnit   = 0.125       // read request units
	memoryGB        = 256 / 1024. // the template's RedirectMemory
	// clicks of one link in one function within the half minute that it remembers the link
	clicksForOneRead = 10
)

// measurePrice adds up what a million clicks of new visitors cost, from the counts and times
// that were measured before it.
func measurePrice(_ context.Context, b *bench) error {
	for _, name := range []string{
		"click_write_units_warm", "click_read_units_cold", "click_p50_256mb_ms", "click_write_units_all",
	} {
		if _, ok := b.results[name]; !ok {
			return errors.New(name + " was not measured in this run")
		}
	}
	seconds := math.Ceil(b.results["click_p50_256mb_ms"]) / 1000 // billed by the millisecond
	b.result("click_usd_per_million", priceGateway+priceInvocation+seconds*memoryGB*priceGBSecond+b.results["click_write_units_all"]*priceWriteUnit+
		b.results["click_read_units_cold"]/clicksForOneRead*priceReadUnit, "USD")
	return nil
}
