package stack

import (
	"context"
	"time"

	"signpost/infra/local/template"
)

// startSchedules invokes functions as often as the template says.
func (s *Stack) startSchedules(context.Context) error {
	schedules, err := s.template.Schedules()
	if err != nil {
		return err
	}
	running, all := s.untilStop()
	for _, schedule := range schedules {
		all.Go(func() { s.keep(running, schedule) })
	}
	return nil
}

// keep invokes the function of a schedule until ctx ends. What it answers is in its log.
func (s *Stack) keep(ctx context.Context, schedule template.Schedule) {
	due := time.NewTicker(schedule.Every)
	defer due.Stop()
	for {
		select {
		case <-due.C:
			if _, err := s.runtime.Invoke(ctx, schedule.Function, []byte("{}")); err != nil && ctx.Err() == nil {
				s.options.Log.Error("a scheduled function fails", "function", schedule.Function, "error", err.Error())
			}
		case <-ctx.Done():
			return
		}
	}
}
