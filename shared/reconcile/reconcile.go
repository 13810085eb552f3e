package reconcile

import (
	"context"
	"iter"
	"time"

	"signpost/shared/counting"
	"signpost/shared/referral"
)

// Source has the events and counters of a day; *counting.Reader implements it.
type Source interface {
	// Day yields them in any order. It tells progress how many more items it has read.
	Day(ctx context.Context, day referral.Day, progress func(items int)) iter.Seq2[counting.DayLine, error]
}

// settle is how long counting may take. An event that is not counted by then is missing.
const settle = 5 * time.Second

// Reconciler compares days.
type Reconciler struct {
	Source Source
	Now    func() time.Time
	// Pause returns after d, or returns an error when ctx is done.
	Pause func(ctx context.Context, d time.Duration) error
	// Progress, if not nil, is told from time to time how many items have been read so far.
	Progress func(items int)
}

// New returns a Reconciler that uses the machine's clock.
func New(source Source) Reconciler {
	return Reconciler{Source: source, Now: time.Now, Pause: counting.Pause}
}

// Result is the outcome for a day.
type Result struct {
	Day referral.Day `json:"day"`
	// AsOf is when the result was complete.
	AsOf time.Time `json:"asOf"`
	// Events is the sum of the day's clicks and ledger entries, Counters that of its counters.
	Events   Numbers `json:"events"`
	Counters Numbers `json:"counters"`
	// Differences are the counters that are wrong, up to 1,000 of them.
	Differences []Difference `json:"differences"`
	// More is how many more differences there are.
	More int `json:"more,omitempty"`
	// Pending is how many counters differed, but were just being counted.
	Pending int `json:"pending"`
	// Unreadable is how many clicks and ledger entries can't be read, and are in neither sum.
	Unreadable int `json:"unreadable,omitempty"`
}

// maxDifferences bounds the size of a result.
const maxDifferences = 1000

// Day compares the counters of day with its events. It reads the whole table once and, if they
// differ, once more after five seconds. It needs about 200 bytes of memory for each link and
// hour of the day.
func (r Reconciler) Day(ctx context.Context, day referral.Day) (Result, error) {
	first, err := r.read(ctx, day)
	if err != nil {
		return Result{}, err
	}
	if first.equal() {
		return r.result(day, first, reading{}), nil
	}
	if err := r.Pause(ctx, settle); err != nil {
		return Result{}, err
	}
	second, err := r.read(ctx, day)
	if err != nil {
		return Result{}, err
	}
	return r.result(day, second, first), nil
}

// reading is what was found in the table at one time.
type reading struct {
	tallies
	unreadable int
}

func (r Reconciler) read(ctx context.Context, day referral.Day) (reading, error) {
	read := reading{tallies: tallies{}}
	items := 0
	progress := func(n int) {
		if items += n; r.Progress != nil {
			r.Progress(items)
		}
	}
	for line, err := range r.Source.Day(ctx, day, progress) {
		if err != nil {
			return reading{}, err
		}
		if line.Origin == counting.Unreadable {
			read.unreadable++
			continue
		}
		read.add(line)
	}
	return read, nil
}

// result sums up read. What differs is a difference if it was exactly the same before.
func (r Reconciler) result(day referral.Day, read, before reading) Result {
	result := Result{Day: day, AsOf: r.Now().UTC(), Differences: []Difference{}, Unreadable: read.unreadable}
	var events, counters referral.Counts
	for _, place := range read.places() {
		both := read.tallies[place]
		if place.counter == ofLink && place.hour != wholeDay {
			events.Add(both.events.counts)
			counters.Add(both.counters.counts)
		}
		switch {
		case both.equal():
		case !both.sameAs(before.tallies[place]):
			result.Pending++
		case len(result.Differences) == maxDifferences:
			result.More++
		default:
			result.Differences = append(result.Differences, difference(place, both))
		}
	}
	result.Events, result.Counters = numbers(events), numbers(counters)
	return result
}
