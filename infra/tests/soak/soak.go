package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	visitors  = 8 // at once
	merchants = 1
	readers   = 1
	// killEvery is the mean time between two kills.
	killEvery = 4 * time.Second
)

// soak loads a stack in dir for the given length and then judges it. The error says everything
// that is wrong.
func soak(ctx context.Context, dir string, length time.Duration, seed uint64, log *slog.Logger) error {
	log.Info("soak", "for", length, "seed", seed, "in", dir)
	s, err := startSystem(ctx, dir, log)
	if err != nil {
		return err
	}
	defer s.stop()
	w := newWorld(s.url)
	memory := newMemory()
	s.faults.start(seed)
	loading, end := context.WithTimeout(ctx, length)
	defer end()
	var working sync.WaitGroup
	for i, work := range repeat(w.visit, visitors, w.convert, merchants, w.read, readers) {
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		working.Go(func() {
			for loading.Err() == nil {
				work(loading, random)
			}
		})
	}
	working.Go(func() { s.killNowAndThen(loading, rand.New(rand.NewPCG(seed, 1<<32))) })
	working.Go(func() { memory.watch(loading, length/80, s.processes) })
	working.Wait()
	s.faults.stop()
	if err := errors.Join(s.failure(), ctx.Err()); err != nil {
		return err
	}
	verdict := errors.Join(w.settle(ctx, s, settleWithin(length)), memory.judge(log))
	w.report(log)
	log.Info("faults", "requests", s.faults.counts(), "kills", fmt.Sprint(s.kills))
	return verdict
}

type work = func(context.Context, *rand.Rand)

// repeat lists each kind of work as often as given.
func repeat(visit work, visits int, convert work, conversions int, read work, reads int) []work {
	var all []work
	for range visits {
		all = append(all, visit)
	}
	for range conversions {
		all = append(all, convert)
	}
	for range reads {
		all = append(all, read)
	}
	return all
}
