package stream

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// maxState is the maximum size of a window's state in bytes. Above it, Lambda ends the window
// early.
const maxState = 1 << 20

var (
	errReported = errors.New("the function reported that the first item failed")
	errNoState  = errors.New("the function's answer has no state, which a tumbling window needs")
)

// deliverAll delivers a batch. With tumbling windows, the records of each window are delivered
// separately, and each window is closed before the next one opens. A record's window depends on
// when it was written.
func (s *shard) deliverAll(ctx context.Context, batch []types.Record) {
	for len(batch) > 0 && ctx.Err() == nil {
		same := len(batch)
		if s.TumblingWindow > 0 {
			start := s.windowOf(batch[0])
			// Clocks may go back a little. Such a record belongs to the window that
			// is open.
			for same = 1; same < len(batch) && s.windowOf(batch[same]) <= start; same++ {
			}
			s.openWindow(ctx, start)
		}
		s.deliver(ctx, batch[:same])
		batch = batch[same:]
	}
}

func (s *shard) windowOf(r types.Record) int64 {
	return created(r).Truncate(s.TumblingWindow).Unix()
}

func (s *shard) openWindow(ctx context.Context, start int64) {
	if s.at.Window != 0 && start > s.at.Window {
		s.closeWindow(ctx, false)
	}
	if s.at.Window == 0 {
		s.at.Window, s.at.State = start, nil
	}
}

func (s *shard) windowEnd() time.Time { return time.Unix(s.at.Window, 0).Add(s.TumblingWindow) }

// closeDueWindow closes the open window if its time is over and none of its records wait, or if
// its state has grown too large.
func (s *shard) closeDueWindow(ctx context.Context) {
	switch {
	case s.at.Window == 0:
	case len(s.at.State) > maxState:
		s.closeWindow(ctx, true)
	case len(s.waiting) == 0 && s.Now().After(s.windowEnd()):
		s.closeWindow(ctx, false)
	}
}

// closeWindow invokes the function once more for the open window, without records, and forgets
// its state.
func (s *shard) closeWindow(ctx context.Context, early bool) {
	if s.at.Window == 0 || ctx.Err() != nil {
		return
	}
	for attempt := 1; ; attempt++ {
		err := s.invokeFinal(ctx, early)
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			break
		}
		if s.MaxRetries >= 0 && attempt > s.MaxRetries {
			s.Log.Error("the function failed at the end of a window", "function", s.Function, "shard", s.id,
				"error", err.Error())
			break
		}
		pause(ctx, backoff(attempt))
	}
	s.at.Window, s.at.State = 0, nil
	s.save(ctx)
}

func (s *shard) invokeFinal(ctx context.Context, early bool) error {
	event, err := s.event(nil, true, early)
	if err != nil {
		return err
	}
	_, err = s.Invoke(ctx, event)
	return err
}

// stateOf returns the state in an answer. In a tumbling window, an answer without one is a
// failure: docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html.
func (s *shard) stateOf(answer []byte) (json.RawMessage, error) {
	if s.TumblingWindow == 0 {
		return nil, nil
	}
	var with struct {
		State json.RawMessage `json:"state"`
	}
	if err := json.Unmarshal(answer, &with); err != nil {
		return nil, err
	}
	if len(with.State) == 0 || string(with.State) == "null" {
		return nil, errNoState
	}
	return with.State, nil
}
