package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"signpost/infra/commands/open"
	"signpost/infra/local/year"
	"signpost/shared/counting/folding"
	"signpost/shared/referral"
	"signpost/shared/table"
	"signpost/shared/userpool"
)

// filler fills one stack.
type filler struct {
	*note
	url   string
	table *table.Table
	pool  *userpool.Pool
	bar   *bar
	world *year.World
	began time.Time
}

// newFiller returns what fills the stack at url whose data folder is data.
func newFiller(ctx context.Context, url, data string, n *note) (*filler, error) {
	// Tables and pools that the environment names are none of our business.
	local := func(name string) string { return map[string]string{"DATA": data}[name] }
	t, err := open.Table(ctx, local)
	if err != nil {
		return nil, err
	}
	users, err := open.UserPool(ctx, local)
	if err != nil {
		return nil, err
	}
	return &filler{
		note: n, url: url, table: t, pool: userpool.New(users.Client, users.ID), bar: newBar(os.Stdout),
		world: n.World(), began: time.Now(),
	}, nil
}

// fill writes what is missing and returns when it is counted. The last click is written after all
// else. The stream is in order, so all is counted once that is.
func (f *filler) fill(ctx context.Context) error {
	if err := f.fillWorld(ctx); err != nil {
		return err
	}
	if err := f.table.HoldFolding(ctx); err != nil {
		return err
	}
	clicks := f.Visits(f.world)
	reports := f.Reports(f.world, clicks)
	f.bar.expect(clicks.Len(), len(reports))
	f.bar.wrote(f.Written)
	counted := f.follow(ctx, clicks)
	last := clicks.Len() - 1
	if err := f.writeClicks(ctx, clicks, last); err != nil {
		return err
	}
	if err := f.report(ctx, reports); err != nil {
		return err
	}
	if err := f.writeBatch(ctx, clicks, last, last+1); err != nil {
		return err
	}
	if err := <-counted; err != nil {
		return err
	}
	f.bar.end()
	if err := f.check(ctx); err != nil {
		return err
	}
	if err := f.fold(ctx); err != nil {
		return err
	}
	f.Finished = true
	if err := f.save(); err != nil {
		return err
	}
	f.summary(fmt.Sprintf("took %s", time.Since(f.began).Round(time.Second)))
	return nil
}

// fold folds what was counted, as if it had been every day of the year, so that reports cost what
// they will.
func (f *filler) fold(ctx context.Context) error {
	if err := f.table.ReleaseFolding(ctx, referral.DayOf(f.From()).Add(-1)); err != nil {
		return err
	}
	_, err := folding.New(f.table).Run(ctx)
	return err
}
