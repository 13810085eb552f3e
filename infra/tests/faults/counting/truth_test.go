package counting_test

import (
	"context"
	"maps"
	"slices"
	"time"

	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
)

// check compares counters, events and model with each other, to the unit.
func (w *world) check() {
	w.Helper()
	counters, totals := w.readAll()
	w.same("counters by link", counters, byLink)
	w.same("totals by website", totals, byWebsite)
	if !folded(counters) {
		w.same("counters by everything", counters, exactly)
	}
	if !folded(totals) {
		w.same("totals by everything", totals, withoutPartner)
	}
	w.reconciled()
}

func (w *world) same(what string, lines []referral.Line, cell func(referral.Cell) referral.Cell) {
	w.Helper()
	got, want := sums(lines, cell), sums(w.model, cell)
	for c := range union(got, want) {
		if got[c] != want[c] {
			w.Errorf("%s: %+v:\n  counted %s\n  events  %s", what, c, got[c], want[c])
		}
	}
}

func union(a, b map[referral.Cell]string) map[referral.Cell]string {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

func exactly(c referral.Cell) referral.Cell { return c }

func byLink(c referral.Cell) referral.Cell {
	c.Visitor = referral.Visitor{}
	return c
}

func withoutPartner(c referral.Cell) referral.Cell {
	c.Partner, c.Ad = "", ""
	return c
}

func byWebsite(c referral.Cell) referral.Cell { return byLink(withoutPartner(c)) }

func folded(lines []referral.Line) bool {
	return slices.ContainsFunc(lines, func(l referral.Line) bool { return l.Cell.Referrer == counting.Other })
}

// reconciled reconciles each day of the model, which must find no differences.
func (w *world) reconciled() {
	w.Helper()
	days := map[referral.Day]bool{}
	for _, l := range w.model {
		days[l.Cell.Hour.Day()] = true
	}
	for day := range days {
		got := w.reconcile(day)
		if len(got.Differences) > 0 || got.Pending > 0 || got.Unreadable > 0 {
			w.Errorf("reconcile: %+v", got)
		}
	}
}

func (w *world) reconcile(day referral.Day) reconcile.Result {
	w.Helper()
	result, err := w.reconciler(func() {}).Day(w.ctx, day)
	if err != nil {
		w.Fatalf("reconcile: %v", err)
	}
	return result
}

// reconciler returns a reconciler that calls meanwhile between its two reads.
func (w *world) reconciler(meanwhile func()) reconcile.Reconciler {
	return reconcile.Reconciler{
		Source: counting.NewReader(w.table), Now: time.Now,
		Pause: func(context.Context, time.Duration) error {
			meanwhile()
			return nil
		},
	}
}
