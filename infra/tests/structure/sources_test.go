package structure

import (
	"testing"
	"time"
)

// The counter relies on getting one batch of a shard at a time, and on the event naming its
// shard, which it does only with a tumbling window:
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
func TestTheCountersEventSource(t *testing.T) {
	fed := 0
	for _, r := range resources(t, load(t), "AWS::Lambda::EventSourceMapping") {
		p := r.Properties
		if p["FunctionName"] != "CounterFunction" {
			continue
		}
		fed++
		if p["ParallelizationFactor"] != 1 || p["TumblingWindowInSeconds"].(int) <= 0 ||
			p["MaximumRetryAttempts"].(int) <= 0 || p["BisectBatchOnFunctionError"] != true ||
			p["StartingPosition"] != "TRIM_HORIZON" || p["DestinationConfig"] == nil {
			t.Errorf("%+v", p)
		}
	}
	if fed != 1 {
		t.Errorf("%d event sources feed the counter", fed)
	}
}

func TestEveryQueueHasAWayOut(t *testing.T) {
	s := load(t)
	all := queues(t, s)
	last := map[string]bool{} // queues that a person empties
	for _, q := range all {
		last[q.DeadLetters] = true
	}
	fed := map[string]bool{}
	for _, source := range sources(t, s) {
		fed[source.Source], last[source.FailureQueue] = true, true
	}
	for _, q := range all {
		if !fed[q.ID] && !last[q.ID] {
			t.Errorf("nothing reads %s", q.ID)
		}
		if fed[q.ID] && q.DeadLetters == "" {
			t.Errorf("%s has no queue for what fails", q.ID)
		}
	}
}

// AWS asks for a visibility timeout of at least six times the timeout of the function that a
// queue feeds (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html), and
// for no more than two readers of a shard of the stream
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html).
func TestEventSourcesKeepToTheLimits(t *testing.T) {
	s := load(t)
	timeout := map[string]time.Duration{}
	for _, f := range functions(t, s) {
		timeout[f.ID] = f.Timeout
	}
	visibility := map[string]time.Duration{}
	for _, q := range queues(t, s) {
		visibility[q.ID] = q.Visibility
	}
	readers := 0
	for _, source := range sources(t, s) {
		mayTake, known := timeout[source.Function]
		if !known {
			t.Errorf("%s feeds %s, which is not a function", source.ID, source.Function)
		}
		hidden, isQueue := visibility[source.Source]
		switch {
		case source.Source == "Table":
			readers++
		case !isQueue:
			t.Errorf("%s reads %s, which is neither the table nor a queue", source.ID, source.Source)
		case hidden < 6*mayTake:
			t.Errorf("%s shows messages again after %s, while %s may take %s",
				source.Source, hidden, source.Function, mayTake)
		}
	}
	if readers != 2 {
		t.Errorf("%d functions read the stream", readers)
	}
}
