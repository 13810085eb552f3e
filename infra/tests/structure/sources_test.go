package structure

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/infra/local/access"
	"signpost/shared/referral"
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

// Clicks and other items expire, and the stream has a record of each that the table deletes. No
// function waits for these, and an outage of one must not be made longer by them.
func TestNoFunctionIsToldOfWhatExpires(t *testing.T) {
	for _, r := range resources(t, load(t), "AWS::Lambda::EventSourceMapping") {
		var mapping struct {
			StartingPosition string `yaml:"StartingPosition"`
			FilterCriteria   struct {
				Filters []struct {
					Pattern string `yaml:"Pattern"`
				} `yaml:"Filters"`
			} `yaml:"FilterCriteria"`
		}
		if err := r.Decode(&mapping); err != nil {
			t.Fatal(err)
		}
		if mapping.StartingPosition == "" {
			continue // a queue
		}
		for _, filter := range mapping.FilterCriteria.Filters {
			var pattern struct {
				EventName []string `json:"eventName"`
			}
			err := json.Unmarshal([]byte(filter.Pattern), &pattern)
			if err != nil || len(pattern.EventName) == 0 || slices.Contains(pattern.EventName, "REMOVE") {
				t.Errorf("%s takes %s, %v", r.ID, filter.Pattern, err)
			}
		}
		if len(mapping.FilterCriteria.Filters) == 0 {
			t.Errorf("%s takes everything", r.ID)
		}
	}
}

// The functions keep clicks within these bounds whatever the parameter is.
func TestHowLongClicksAreKept(t *testing.T) {
	text, err := os.ReadFile(root + "template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const parameter = "\n  ClickRetentionDays:\n    Type: Number\n" +
		"    Default: %d\n    MinValue: %d\n    MaxValue: %d\n"
	want := fmt.Sprintf(parameter,
		referral.DefaultRetention/(24*time.Hour), referral.MinRetentionDays, referral.MaxRetentionDays)
	if !strings.Contains(string(text), want) {
		t.Errorf("the template does not have %s", want)
	}
}

// Lambda stops a chain of messages when it has invoked a function 16 times, unless the function is
// allowed to feed itself (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
// For the others, it is a net.
func TestWhoFeedsItselfIsAllowedTo(t *testing.T) {
	s := load(t)
	m := newMatrix(t)
	feedsItself := map[string]bool{}
	for _, source := range sources(t, s) {
		send := access.Call{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:000000000000:" + source.Source}
		if m.policies.Check(source.Function, send) == nil {
			feedsItself[source.Function] = true
		}
	}
	if len(feedsItself) == 0 {
		t.Error("no function feeds itself: the test looks for the wrong thing")
	}
	for _, f := range functions(t, s) {
		if f.AllowsLoops != feedsItself[f.ID] {
			t.Errorf("%s feeds itself: %v, is allowed to: %v", f.ID, feedsItself[f.ID], f.AllowsLoops)
		}
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
// queue feeds, and the batching window on top
// (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html), and
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
		case hidden < 6*mayTake+source.BatchWindow:
			t.Errorf("%s shows messages again after %s, while %s may take %s, and batches %s",
				source.Source, hidden, source.Function, mayTake, source.BatchWindow)
		}
	}
	if readers != 2 {
		t.Errorf("%d functions read the stream", readers)
	}
}
