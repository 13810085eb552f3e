package stack

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"signpost/infra/local/stream"
	"signpost/infra/local/template"
)

// startSources connects the table's stream and the queues with the functions that they feed.
func (s *Stack) startSources(context.Context) error {
	sources, err := s.template.EventSources()
	if err != nil {
		return err
	}
	tables, err := s.template.Resources("AWS::DynamoDB::Table")
	if err != nil {
		return err
	}
	running, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	s.atStop(func() {
		stop()
		all.Wait()
	})
	for _, source := range sources {
		if source.Source == tables[0].ID {
			mapping, err := stream.Open(s.streamConfig(source))
			if err != nil {
				return fmt.Errorf("%s: %w", source.ID, err)
			}
			all.Go(func() {
				mapping.Run(running)
				_ = mapping.Close()
			})
			continue
		}
	}
	return nil
}

func (s *Stack) streamConfig(source template.EventSource) stream.Config {
	return stream.Config{
		Table: tableName, Function: source.Function, BatchSize: source.BatchSize, BatchWindow: source.BatchWindow, TumblingWindow: source.TumblingWindow,
		MaxRetries: source.MaxRetries, MaxAge: source.MaxAge, Bisect: source.Bisect, ReportFailures: source.ReportFailures, Filters: source.Filters,
		File:   filepath.Join(s.options.Data, "streams", source.ID),
		Source: s.Client(),
		Reader: dynamodbstreams.New(dynamodbstreams.Options{BaseEndpoint: &s.endpoint, Region: s.credential("AWS_REGION"), Credentials: s.signer()}),
		Invoke: func(ctx context.Context, event []byte) ([]byte, error) {
			return s.runtime.Invoke(ctx, source.Function, event)
		},
		Log: s.options.Log,
	}
}
