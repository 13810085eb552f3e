package counting

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"signpost/shared/table"
)

// pageWriter writes what a batch of one shard adds to one page of a row.
type pageWriter struct {
	*Counters
	shard, mark string
	key         table.Key
	isFirst     bool
}

// maxOvertaken is how often a page may be changed by others between looking at it and writing it.
const maxOvertaken = 20

// count adds those of increments that belong to the page and are not counted yet, and returns
// those that belong to later pages.
func (w pageWriter) count(ctx context.Context, increments []Increment) (spilled []Increment, _ *Uncounted) {
	rest, seen, overtaken := increments, w.memory.recall(w.key), 0
	failed := func(err error) *Uncounted { return &Uncounted{From: firstOf(rest, spilled), Err: err} }
	for len(rest) > 0 {
		bounds := boundsFor(len(rest))
		s := page{look: seen, bounds: bounds, isFirst: w.isFirst}.plan(rest)
		item, err := w.add(ctx, s, seen, bounds)
		switch {
		case err == nil:
			spilled = append(spilled, s.spilled...)
			rest, seen = rest[s.length:], seen.after(s, item)
		case table.ConditionFailed(err):
			if overtaken++; overtaken > maxOvertaken {
				return nil, failed(fmt.Errorf("write counter: others change it all the time: %w", err))
			}
			if item, err = w.rowOfFailure(ctx, err); err != nil {
				return nil, failed(err)
			}
			seen = lookAt(item)
			rest = seen.uncounted(rest, sequenceOf(item[w.mark]))
		case w.isRefused(err):
			if err := w.setAside(ctx, s, err); err != nil {
				return nil, failed(err)
			}
			rest = rest[s.length:]
		default:
			return nil, failed(fmt.Errorf("write counter: %w", err))
		}
	}
	w.memory.keep(w.key, seen)
	return spilled, nil
}

// firstOf returns the earliest record of what is left to write and what was left to later pages.
func firstOf(rest, spilled []Increment) Sequence {
	first := rest[0].Record
	if len(spilled) > 0 && spilled[0].Record.Before(first) {
		first = spilled[0].Record
	}
	return first
}

// add writes s, if there is anything to write. It returns the row if s may have added names to it.
func (w pageWriter) add(ctx context.Context, s step, seen look, bounds sizes) (table.Item, error) {
	if s.isEmpty() {
		return nil, nil
	}
	u, grows := updateOf(s, seen, bounds, w.mark), s.grown.all() > 0
	if grows {
		u.expire(w.key)
	}
	return w.write(ctx, w.key, u, grows)
}

// uncounted drops the increments that the row has counted: those of records that mark covers, but
// for what has no place in a sealed row and was left to later pages.
func (l look) uncounted(increments []Increment, mark Sequence) []Increment {
	var left []Increment
	for i, inc := range increments {
		if mark.Before(inc.Record) {
			return append(left, increments[i:]...)
		}
		if _, fits := (page{look: l}).place(&step{}, inc.Name); l.sealed() && !fits {
			left = append(left, inc)
		}
	}
	return left
}

// rowOfFailure returns the row on which the condition of a write failed: it comes with the failure,
// from engines that can.
func (w pageWriter) rowOfFailure(ctx context.Context, failure error) (table.Item, error) {
	var failed *types.ConditionalCheckFailedException
	if errors.As(failure, &failed) && len(failed.Item) > 0 {
		return failed.Item, nil
	}
	found, err := w.table.Client().GetItem(ctx, &dynamodb.GetItemInput{
		TableName: new(w.table.Name()), Key: w.key.Attributes(), ConsistentRead: new(true),
	})
	if err != nil {
		return nil, fmt.Errorf("read counter: %w", err)
	}
	return found.Item, nil
}

// isRefused reports whether the table refused a write for what is in it: trying again can't help,
// and everything behind it would wait.
func (w pageWriter) isRefused(err error) bool {
	var refusal smithy.APIError
	return w.failures != nil && errors.As(err, &refusal) && refusal.ErrorCode() == "ValidationException"
}

// setAside sends what s would have counted to the failure queue and moves the mark past it, so that
// what comes after it is counted. If the mark can't be moved either, what comes again is sent
// again.
func (w pageWriter) setAside(ctx context.Context, s step, why error) error {
	message := asideMessage(w.shard, w.key, s, why)
	if err := w.failures.Send(ctx, message, 0); err != nil {
		return fmt.Errorf("set a counter's update aside: %w", err)
	}
	if len(s.sums) == 0 {
		return nil
	}
	u := newUpdate(0)
	u.moveMark(w.mark, s.from, s.to)
	u.expire(w.key)
	_, err := w.write(ctx, w.key, u, false)
	if err != nil && !table.ConditionFailed(err) && !w.isRefused(err) {
		return fmt.Errorf("move a counter's mark: %w", err)
	}
	return nil
}
