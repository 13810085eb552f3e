package folding

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// Folder folds what has not been folded yet. Several may do so at the same time.
type Folder struct {
	Table *table.Table
	Now   func() time.Time
	// Pause returns after d, or with an error when ctx is done.
	Pause func(ctx context.Context, d time.Duration) error
}

// New returns a folder of t's rows, by the clock of the machine.
func New(t *table.Table) *Folder { return &Folder{Table: t, Now: time.Now, Pause: counting.Pause} }

// Result says what a run came to.
type Result struct {
	// Through is the last log day whose rows are folded.
	Through referral.Day `json:"through"`
	// Partitions is how many partners and websites had rows to fold, once for each month.
	Partitions int `json:"partitions"`
	// Items is how many folded items were written.
	Items int `json:"items"`
	// Left is how many days could be folded, but are not yet.
	Left int `json:"left"`
}

// A run ends as soon as it has less than reserve of its time left, at a place from which the next
// one goes on.
const reserve = 30 * time.Second

// atOnce is how many partitions are folded at a time. Between two such batches, it is noted how far
// folding has come.
const atOnce = 16

// Run folds all settled log days, or as many as it can before ctx's deadline.
func (f *Folder) Run(ctx context.Context) (Result, error) {
	run := run{Folder: f, settled: lastSettled(f.Now())}
	for {
		state, err := f.Table.Folded(ctx)
		if err == nil {
			run.result.Through = state.Through
			run.result.Left = max(0, state.Through.DaysUntil(run.settled))
		}
		var more bool
		if err == nil {
			more, err = run.next(ctx, state)
		}
		switch {
		case errors.Is(err, table.ErrFoldedElsewhere): // then from where they are
		case errors.Is(err, errUnsettled): // a later run
			return run.result, nil
		case err != nil:
			return run.result, fmt.Errorf("fold: %w", err)
		case !more:
			return run.result, nil
		}
	}
}

// lastSettled returns the last log day whose rows nothing can be added to any more.
func lastSettled(now time.Time) referral.Day {
	day := referral.DayOf(now)
	for now.Before(counting.SettledFrom(day)) {
		day = day.Add(-1)
	}
	return day
}

// run is one run of a Folder.
type run struct {
	*Folder
	settled referral.Day
	result  Result
}

// next does what is to be done in a state, and reports whether there may be more to do.
func (r *run) next(ctx context.Context, state table.Folded) (more bool, err error) {
	switch {
	case state.Held:
		return false, nil
	case state.Through == "":
		first, err := r.firstDay(ctx)
		if err != nil {
			return false, err
		}
		return true, r.Table.SetFolded(ctx, state, table.Folded{Through: first.Add(-1)})
	case state.Next != "":
		return r.part(ctx, state)
	case state.Through < r.settled:
		return true, r.Table.SetFolded(ctx, state, table.Folded{Through: state.Through, Next: r.partEnd(state.Through)})
	}
	return false, nil
}

// partEnd returns the last log day of the part that follows a day: parts end with a month, so that
// a month's items are written as seldom as possible.
func (r *run) partEnd(day referral.Day) referral.Day {
	end := day.Add(1)
	for end < r.settled && end.Add(1).Month() == end.Month() {
		end = end.Add(1)
	}
	return end
}

// firstDay returns a day before which nothing was counted: the first of the month in which the
// first partner was active, or that of the first visit that nobody was credited for.
func (r *run) firstDay(ctx context.Context) (referral.Day, error) {
	reader := counting.NewReader(r.Table)
	first, err := reader.FirstUncredited(ctx)
	if err != nil {
		return "", err
	}
	if first == "" || first > r.settled {
		first = r.settled.Add(1)
	}
	for month := referral.Day("1970-01-01"); month < first; month = nextMonth(month) {
		active, err := reader.ActivePartners(ctx, month, month)
		if err != nil {
			return "", err
		}
		if len(active) > 0 {
			return month, nil
		}
	}
	return first, nil
}

func nextMonth(day referral.Day) referral.Day {
	return referral.DayOf(day.Time().AddDate(0, 1, 0))
}

// part folds the rows of the log days after state.Through up to state.Next: first those of
// partners, then those of websites, and of whatever else was seen as one in partners' rows.
func (r *run) part(ctx context.Context, state table.Folded) (more bool, err error) {
	p := part{run: r, state: state}
	if p.rebuilds, err = r.lastRebuilds(ctx); err != nil {
		return false, err
	}
	from := state.Through.Add(1)
	partners, err := counting.NewReader(r.Table).ActivePartners(ctx, from, state.Next)
	if err != nil {
		return false, err
	}
	var keys []string
	for _, partner := range append(partners, "") {
		keys = append(keys, table.PartitionOf(table.Counter{Cell: referral.Cell{Partner: partner}}))
	}
	if done, err := p.partitions(ctx, keys); err != nil || !done {
		return false, err
	}
	websites, err := r.Table.WebsiteCodes(ctx)
	if err != nil {
		return false, err
	}
	keys = nil
	websites = append(websites, "") // for what was reported without one
	for _, website := range append(websites, p.state.Websites...) {
		keys = append(keys, table.PartitionOf(table.Counter{Total: true, Cell: referral.Cell{Website: website}}))
	}
	if done, err := p.partitions(ctx, keys); err != nil || !done {
		return false, err
	}
	return true, r.Table.SetFolded(ctx, state, table.Folded{Through: state.Next})
}

// readersLast is longer than anybody reads through one counting.View.
const readersLast = time.Minute

// lastRebuilds returns the last rebuild of each day. What earlier ones wrote is not folded any
// more, so it waits until nobody reads a day as it was before a rebuild that may just have ended.
func (r *run) lastRebuilds(ctx context.Context) (map[referral.Day]table.Rebuild, error) {
	rebuilds, err := r.Table.Rebuilds(ctx, "", "9")
	if err != nil {
		return nil, err
	}
	for _, rebuild := range rebuilds {
		if r.Now().Sub(time.Unix(rebuild.Until, 0)) < counting.MaxRebuild+readersLast {
			return rebuilds, r.Pause(ctx, readersLast)
		}
	}
	return rebuilds, nil
}

// part is some log days that are being folded.
type part struct {
	*run
	state    table.Folded
	rebuilds map[referral.Day]table.Rebuild
}

// partitions folds the rows of those partitions that come after state.After, and notes now and then
// how far it is. done is false if there was not enough time.
func (p *part) partitions(ctx context.Context, keys []string) (done bool, err error) {
	slices.Sort(keys)
	keys = slices.DeleteFunc(slices.Compact(keys), func(k string) bool { return k <= p.state.After })
	for batch := range slices.Chunk(keys, atOnce) {
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < reserve {
			return false, nil
		}
		if err := p.batch(ctx, batch); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (p *part) batch(ctx context.Context, keys []string) error {
	partitions := make([]*partition, len(keys))
	group, folding := errgroup.WithContext(ctx)
	for i, key := range keys {
		partitions[i] = &partition{part: p, pk: key}
		group.Go(func() error { return partitions[i].fold(folding) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	state := p.state
	state.After = keys[len(keys)-1]
	state.Websites = slices.Clone(state.Websites)
	for _, folded := range partitions {
		state.Websites = append(state.Websites, folded.websites()...)
		if folded.written > 0 {
			p.result.Partitions++
			p.result.Items += folded.written
		}
	}
	slices.Sort(state.Websites)
	state.Websites = slices.Compact(state.Websites)
	if err := p.Table.SetFolded(ctx, p.state, state); err != nil {
		return err
	}
	p.state = state
	return nil
}
