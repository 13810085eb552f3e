package main

import (
	"context"
	"fmt"
)

// measureRequests counts what a click costs at the wire to the table, with the redirect's real
// program and a real table.
func measureRequests(ctx context.Context, b *bench) error {
	table, err := startMeteredTable(ctx)
	if err != nil {
		return err
	}
	defer table.stop()
	if err := table.putLink(ctx); err != nil {
		return err
	}
	f, err := table.startFunction(ctx, b, "./functions/redirect")
	if err != nil {
		return err
	}
	defer f.stop()
	for _, visit := range []struct{ name, address string }{
		{"cold", "203.0.1.1"}, {"warm", "203.0.1.2"}, {"warm_returning", "203.0.1.2"},
	} {
		if err := b.meterVisit(ctx, table, f, visit.name, visit.address); err != nil {
			return err
		}
	}
	return b.measureReturning(ctx, table)
}

// measureReturning has a visitor return to a warm function that has not seen it.
func (b *bench) measureReturning(ctx context.Context, table *meteredTable) error {
	f, err := table.startFunction(ctx, b, "./functions/redirect")
	if err != nil {
		return err
	}
	defer f.stop()
	if _, err := f.api.invoke(ctx, addressed("203.0.1.3")); err != nil {
		return err
	}
	return b.meterVisit(ctx, table, f, "returning", "203.0.1.1")
}

func addressed(address string) []byte { return replaceAddress(event, address) }

func (b *bench) meterVisit(
	ctx context.Context, table *meteredTable, f *function, name, address string,
) error {
	table.reset()
	answer, err := f.api.invoke(ctx, addressed(address))
	if err != nil {
		return err
	}
	if err := redirected(answer); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.result("click_requests_"+name, float64(table.requests), "requests")
	b.result("click_write_units_"+name, table.writeUnits, "units")
	b.result("click_read_units_"+name, table.readUnits, "units")
	return nil
}
