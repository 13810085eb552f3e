package main

import (
	"context"
	"fmt"
	"time"

	"signpost/infra/local/year"
	"signpost/shared/counting"
	"signpost/shared/referral"
)

// milestone is a day of a website, whose clicks tell how far counting is.
type milestone struct {
	day     referral.Day
	website referral.Code
	clicks  int64 // of that day and website
	before  int   // how many of all clicks there are up to the end of the day
}

// milestonesOf returns one of each day: of the website that the day's last click leads to.
func milestonesOf(clicks *year.Clicks) []milestone {
	var all []milestone
	today := map[referral.Code]int64{}
	for i := range clicks.Len() {
		c := clicks.At(i)
		day := referral.DayOf(c.At)
		if len(all) == 0 || all[len(all)-1].day != day {
			all = append(all, milestone{day: day})
			clear(today)
		}
		today[c.Website]++
		all[len(all)-1] = milestone{day, c.Website, today[c.Website], i + 1}
	}
	return all
}

// askEvery is how long to wait until asking again what is counted.
const askEvery = 500 * time.Millisecond

// follow tells the bar what is counted. The channel gets nil once all is, or what went wrong.
func (f *filler) follow(ctx context.Context, clicks *year.Clicks) <-chan error {
	done := make(chan error, 1)
	go func() {
		for _, m := range milestonesOf(clicks) {
			if err := f.await(ctx, m); err != nil {
				done <- err
				return
			}
			f.bar.count(m.before)
		}
		done <- nil
	}()
	return done
}

func (f *filler) await(ctx context.Context, m milestone) error {
	for {
		counted, err := f.counted(ctx, m.website, m.day, m.day)
		if err != nil || counted >= m.clicks {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(askEvery):
		}
	}
}

// counted returns how many clicks the counters of a website have.
func (f *filler) counted(ctx context.Context, website referral.Code, from, to referral.Day) (int64, error) {
	view, err := counting.NewReader(f.table).View(ctx, referral.Period{From: from.Hour(0), To: to.Add(1).Hour(0)})
	if err != nil {
		return 0, err
	}
	var clicks int64
	for line, err := range view.Totals(ctx, website) {
		if err != nil {
			return 0, err
		}
		clicks += line.Counts.Hits + line.Counts.Bots
	}
	return clicks, nil
}

// check adds up what the counters of all websites have. Visits that somebody made meanwhile may be
// among it, so there may be more than we wrote.
func (f *filler) check(ctx context.Context) error {
	var all int64
	for _, w := range f.world.Websites {
		n, err := f.counted(ctx, w.Code, referral.DayOf(f.From()), referral.DayOf(f.Until))
		if err != nil {
			return err
		}
		all += n
	}
	if all < int64(f.Clicks) {
		return fmt.Errorf("of %d clicks only %d are counted: see the counter's log and its failure queue",
			f.Clicks, all)
	}
	return nil
}
