package counting

import (
	"context"
	"iter"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
)

// Partners reads what was counted for the partners in only or, if that is nil, for everybody and
// for nobody, who is partner "". It is like Counts, but its cells name no ad and no visitor. It is
// for who asks about many partners: what it costs does not grow with their ads and visitors.
func (v *View) Partners(ctx context.Context, only []referral.Code) iter.Seq2[referral.Line, error] {
	return func(yield func(referral.Line, error) bool) {
		partners := only
		if partners == nil {
			active, err := v.reader.ActivePartners(ctx, v.from, v.to)
			if err != nil {
				yield(referral.Line{}, err)
				return
			}
			partners = append(active, "")
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		for part := range v.eachPartner(ctx, partners) {
			for _, l := range part.lines {
				if !yield(l, nil) {
					return
				}
			}
			if part.err != nil {
				yield(referral.Line{}, part.err)
				return
			}
		}
	}
}

// partnerLines is what was counted for one partner, or the error that came instead.
type partnerLines struct {
	lines []referral.Line
	err   error
}

// eachPartner reads some partners at a time. The channel is closed after the last, or soon after
// ctx is done.
func (v *View) eachPartner(ctx context.Context, partners []referral.Code) <-chan partnerLines {
	parts := make(chan partnerLines)
	go func() {
		defer close(parts)
		var reading errgroup.Group
		reading.SetLimit(readers)
		for _, partner := range partners {
			if ctx.Err() != nil {
				break
			}
			reading.Go(func() error {
				select {
				case parts <- v.withoutDetail(ctx, partner):
				case <-ctx.Done():
				}
				return nil
			})
		}
		_ = reading.Wait() // the parts have what went wrong
	}()
	return parts
}

func (v *View) withoutDetail(ctx context.Context, partner referral.Code) (part partnerLines) {
	for l, err := range v.Counts(ctx, partner) {
		if err != nil {
			return partnerLines{err: err}
		}
		l.Cell.Ad, l.Cell.Visitor = "", referral.Visitor{}
		part.lines = append(part.lines, l)
	}
	return part
}
