package counting

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"signpost/shared/counting/folded"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// fewPartners is up to how many partners are read one by one. The sums of more are sought among
// those of everybody.
const fewPartners = 64

// Partners reads what was counted for the partners in only or, if that is nil, for everybody and
// for nobody, who is partner "". It is like Counts, but its cells name no ad and no visitor. It is
// for who asks about many partners: what it costs does not grow with their ads and visitors.
func (v *View) Partners(ctx context.Context, only []referral.Code) iter.Seq2[referral.Line, error] {
	return func(yield func(referral.Line, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		r := v.reading(table.SummaryKey, func(l referral.Line) bool {
			l.Cell.Ad, l.Cell.Visitor = "", referral.Visitor{}
			return yield(l, nil)
		})
		read := r.manyPartners
		if only != nil && len(only) <= fewPartners {
			read = r.fewPartners
		}
		if err := read(ctx, only); err != nil {
			yield(referral.Line{}, fmt.Errorf("read counters of partners: %w", err))
		}
	}
}

// fewPartners reads all that each of the partners has.
func (r *reading) fewPartners(ctx context.Context, only []referral.Code) error {
	return together(ctx, only, r.yield, func(ctx context.Context, code referral.Code, yield lineYield) error {
		return r.View.reading(table.FoldKey, yield).all(ctx, countsOf(code))
	})
}

// manyPartners reads the sums of everybody, then the rows of those whose rows may not be folded.
func (r *reading) manyPartners(ctx context.Context, only []referral.Code) error {
	wanted := func(referral.Code) bool { return true }
	if only != nil {
		set := make(map[referral.Code]bool, len(only))
		for _, code := range only {
			set[code] = true
		}
		wanted = func(code referral.Code) bool { return set[code] }
	}
	more, err := r.summaries(ctx, wanted)
	if err != nil || !more {
		return err
	}
	partners, err := r.notFolded(ctx)
	if err != nil {
		return err
	}
	partners = slices.DeleteFunc(partners, func(code referral.Code) bool { return !wanted(code) })
	return together(ctx, partners, r.yield, func(ctx context.Context, code referral.Code, yield lineYield) error {
		live := r.View.reading(table.SummaryKey, yield)
		live.answers = r.answers
		return live.live(ctx, countsOf(code))
	})
}

func countsOf(partner referral.Code) table.Counter {
	return table.Counter{Cell: referral.Cell{Partner: partner}}
}

// summaries reads the sums of the partners that are wanted.
func (r *reading) summaries(ctx context.Context, wanted func(referral.Code) bool) (more bool, err error) {
	return r.each(ctx, r.summaryRanges(), true, func(item table.Item) (bool, error) {
		c, span, err := table.ParseSummaryKey(table.KeyOf(item))
		if err != nil || !wanted(c.Cell.Partner) {
			return err == nil, err
		}
		return r.item(c.Cell, folded.Span(span), item, summaryLine)
	})
}

// summaryLine returns what a number of a sum counts. Its name is SummaryName's.
func summaryLine(cell referral.Cell, name string, n int64) referral.Line {
	return referral.Line{Cell: cell, Counts: counts(name, n)}
}

// summaryRanges returns the ranges of sums that answer for days of the period.
func (v *View) summaryRanges() (ranges []keyRange) {
	add := func(span folded.Span) {
		for _, pk := range table.SummaryPartitions(string(span)) {
			ranges = append(ranges, keyRange{pk, "\x00", endOfTimes})
		}
	}
	for _, month := range slices.Sorted(maps.Keys(v.months)) {
		add(month)
	}
	for _, days := range v.partDays() {
		for day := days.from; day <= days.to; day = day.Add(1) {
			add(folded.Day(day))
		}
	}
	return ranges
}

// notFolded returns the partners that may have rows of the period that are not folded, "" for
// nobody among them.
func (v *View) notFolded(ctx context.Context) ([]referral.Code, error) {
	found, err := v.displacedRows(ctx)
	if err != nil {
		return nil, err
	}
	partners := maps.Clone(found.partners)
	if first := max(v.from, v.through); v.through < v.to {
		active, err := v.reader.ActivePartners(ctx, first, v.to)
		if err != nil {
			return nil, err
		}
		for _, code := range append(active, "") {
			partners[code] = true
		}
	}
	return slices.Sorted(maps.Keys(partners)), nil
}
