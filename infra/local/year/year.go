// Package year makes up thirteen months of business, for the local stack: partners, websites, ads,
// the visits that they bring and what the visitors buy. Everything follows from a Plan, so that the
// same plan always makes the same year. It writes nothing; infra/local/traffic does.
//
// All names are invented. The rates are ours too, chosen so that reports look as those of a
// mid-sized program do: few partners bring most visits, most visits come within hours of a post or
// a newsletter, and there is a season.
package year

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// Bounds of a Plan. A year with fewer clicks than MinClicks has hardly any sales.
const (
	MinClicks = 1_000
	MaxClicks = 5_000_000
	MaxSeed   = 1_000_000_000
)

// months is how long a year is.
const months = 13

// Plan says which year to make.
type Plan struct {
	Seed   uint64    `json:"seed"`
	Clicks int       `json:"clicks"` // bots among them
	Until  time.Time `json:"until"`  // UTC; nothing happens then or later
}

// Check says in one line what is wrong with the plan.
func (p Plan) Check() error {
	switch {
	case p.Seed > MaxSeed:
		return fmt.Errorf("SEED must be 0 to %d", MaxSeed)
	case p.Clicks < MinClicks || p.Clicks > MaxClicks:
		return fmt.Errorf("CLICKS must be %d to %d", MinClicks, MaxClicks)
	}
	return nil
}

// From is the beginning of the day on which the year begins.
func (p Plan) From() time.Time {
	return p.Until.AddDate(0, -months, 0).UTC().Truncate(24 * time.Hour)
}

// Parts of the year that are made one after the other, each with randomness of its own: so a change
// of one leaves the others as they were.
const (
	ofWorld = iota + 1
	ofSources
	ofVisits
	ofIDs
	ofSales
)

func (p Plan) random(part uint64) *rand.Rand { return rand.New(rand.NewPCG(p.Seed, part)) }

// wheel draws an index as often as its weight says.
type wheel []float64

// newWheel returns the wheel of n weights.
func newWheel(n int, weight func(int) float64) wheel {
	w := make(wheel, n)
	sum := 0.0
	for i := range w {
		sum += weight(i)
		w[i] = sum
	}
	return w
}

func (w wheel) draw(r *rand.Rand) int { return w.between(r, 0, len(w)) }

// between draws an index from from on and before to.
func (w wheel) between(r *rand.Rand, from, to int) int {
	low := 0.0
	if from > 0 {
		low = w[from-1]
	}
	x := low + r.Float64()*(w[to-1]-low)
	for from < to-1 {
		middle := (from + to - 1) / 2
		if w[middle] > x {
			to = middle + 1
		} else {
			from = middle + 1
		}
	}
	return from
}

// weighted is a value and how often it is drawn.
type weighted[T any] struct {
	weight float64
	value  T
}

// choice draws values by their weights.
type choice[T any] struct {
	values []weighted[T]
	wheel  wheel
}

func choose[T any](values ...weighted[T]) choice[T] {
	return choice[T]{values, newWheel(len(values), func(i int) float64 { return values[i].weight })}
}

func (c choice[T]) draw(r *rand.Rand) T { return c.values[c.wheel.draw(r)].value }

// pick draws one of several values that are equally likely.
func pick[T any](r *rand.Rand, values []T) T { return values[r.IntN(len(values))] }
