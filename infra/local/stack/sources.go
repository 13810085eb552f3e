package stack

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"signpost/infra/local/queue"
	"signpost/infra/local/stream"
	"signpost/infra/local/template"
)

// startSources connects the table's stream and the queues to the functions that they feed.
func (s *Stack) startSources(context.Context) error {
	sources, err := s.template.EventSources()
	if err != nil {
		return err
	}
	running, all := s.untilStop()
	for _, source := range sources {
		run, err := s.feeder(source)
		if err != nil {
			return fmt.Errorf("%s: %w", source.ID, err)
		}
		all.Go(func() { run(running) })
	}
	return nil
}

// feeder returns a function that feeds an event source's function until its context ends.
func (s *Stack) feeder(source template.EventSource) (func(context.Context), error) {
	if s.tables[source.Source] == "" {
		return func(ctx context.Context) {
			if err := s.queues.Run(ctx, s.queueFeed(source)); err != nil {
				s.failed <- fmt.Errorf("%s: %w", source.ID, err)
			}
		}, nil
	}
	mapping, err := stream.Open(s.streamConfig(source))
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) {
		mapping.Run(ctx)
		_ = mapping.Close()
	}, nil
}

func (s *Stack) queueFeed(source template.EventSource) queue.Feed {
	return queue.Feed{
		Queue: source.Source, Function: source.Function, BatchSize: source.BatchSize,
		ReportFailures: source.ReportFailures, Invoke: s.invoke(source),
	}
}

func (s *Stack) streamConfig(source template.EventSource) stream.Config {
	config := stream.Config{
		Table: s.tables[source.Source], Function: source.Function, BatchSize: source.BatchSize,
		BatchWindow: source.BatchWindow, TumblingWindow: source.TumblingWindow,
		MaxRetries: source.MaxRetries, MaxAge: source.MaxAge, Bisect: source.Bisect,
		ReportFailures: source.ReportFailures, Filters: source.Filters,
		File:   filepath.Join(s.options.Data, "streams", source.ID),
		Source: s.Client(),
		Reader: dynamodbstreams.New(dynamodbstreams.Options{
			BaseEndpoint: &s.endpoint, Region: s.credential("AWS_REGION"), Credentials: s.signer(),
		}),
		Invoke: s.invoke(source),
		Log:    s.options.Log,
	}
	if source.FailureQueue != "" {
		config.OnFailure = func(ctx context.Context, message []byte) error {
			return s.queues.Send(ctx, source.FailureQueue, string(message))
		}
	}
	return config
}

func (s *Stack) invoke(source template.EventSource) func(context.Context, []byte) ([]byte, error) {
	return func(ctx context.Context, event []byte) ([]byte, error) {
		return s.runtime.Invoke(ctx, source.Function, event)
	}
}
