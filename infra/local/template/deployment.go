package template

import (
	"fmt"
	"path"
	"strings"
	"time"
)

const (
	functionType = "AWS::Serverless::Function"
	nestedType   = "AWS::CloudFormation::Stack"
)

// Function is a Lambda function of the template.
type Function struct {
	ID          string            // logical id, such as RedirectFunction
	Folder      string            // where its package main is, such as functions/redirect
	Environment map[string]string // without the variables that Lambda itself sets
	Timeout     time.Duration
	MemoryMB    int
	AllowsLoops bool // RecursiveLoop: Allow
}

// FunctionFolder returns the folder of a function's source. By the project's convention,
// XFunction is in functions/x.
func FunctionFolder(logicalID string) string {
	return path.Join("functions", strings.ToLower(strings.TrimSuffix(logicalID, "Function")))
}

// Functions returns the template's functions.
func (s *Stack) Functions() ([]Function, error) {
	return each(s, functionType, func(id string, p struct {
		Timeout       int    `yaml:"Timeout"`
		MemorySize    int    `yaml:"MemorySize"`
		RecursiveLoop string `yaml:"RecursiveLoop"`
		Environment   struct {
			Variables map[string]string `yaml:"Variables"`
		} `yaml:"Environment"`
	}) (Function, error) {
		return Function{
			ID: id, Folder: FunctionFolder(id), Environment: p.Environment.Variables,
			Timeout: seconds(p.Timeout), MemoryMB: p.MemorySize, AllowsLoops: p.RecursiveLoop == "Allow",
		}, nil
	})
}

// EventSource connects a stream or a queue to a function.
type EventSource struct {
	ID             string
	Function       string // logical id
	Source         string // logical id of the table or queue
	BatchSize      int
	BatchWindow    time.Duration
	TumblingWindow time.Duration
	MaxRetries     int           // -1: no limit
	MaxAge         time.Duration // 0: no limit
	Bisect         bool
	ReportFailures bool     // the answer may name the items that failed
	FailureQueue   string   // logical id; empty: none
	Filters        []string // event patterns in JSON; none: everything passes
}

// EventSources returns the template's event source mappings.
func (s *Stack) EventSources() ([]EventSource, error) {
	return each(s, "AWS::Lambda::EventSourceMapping", func(id string, p struct {
		FunctionName      string   `yaml:"FunctionName"`
		EventSourceArn    string   `yaml:"EventSourceArn"`
		BatchSize         int      `yaml:"BatchSize"`
		Batching          int      `yaml:"MaximumBatchingWindowInSeconds"`
		Tumbling          int      `yaml:"TumblingWindowInSeconds"`
		Retries           *int     `yaml:"MaximumRetryAttempts"`
		Age               int      `yaml:"MaximumRecordAgeInSeconds"`
		Bisect            bool     `yaml:"BisectBatchOnFunctionError"`
		ResponseTypes     []string `yaml:"FunctionResponseTypes"`
		DestinationConfig struct {
			OnFailure struct {
				Destination string `yaml:"Destination"`
			} `yaml:"OnFailure"`
		} `yaml:"DestinationConfig"`
		FilterCriteria struct {
			Filters []struct {
				Pattern string `yaml:"Pattern"`
			} `yaml:"Filters"`
		} `yaml:"FilterCriteria"`
	}) (EventSource, error) {
		source := EventSource{
			ID: id, Function: idOf(p.FunctionName), Source: idOf(p.EventSourceArn),
			BatchSize: p.BatchSize, BatchWindow: seconds(p.Batching), TumblingWindow: seconds(p.Tumbling),
			MaxRetries: -1, MaxAge: seconds(max(p.Age, 0)), Bisect: p.Bisect,
			ReportFailures: len(p.ResponseTypes) > 0,
			FailureQueue:   idOf(p.DestinationConfig.OnFailure.Destination),
		}
		if p.Retries != nil {
			source.MaxRetries = *p.Retries
		}
		for _, f := range p.FilterCriteria.Filters {
			source.Filters = append(source.Filters, f.Pattern)
		}
		return source, nil
	})
}

// Queue is an SQS queue.
type Queue struct {
	ID          string
	Visibility  time.Duration
	Retention   time.Duration
	MaxReceives int    // 0: no limit
	DeadLetters string // logical id of the queue for messages received too often; empty: none
}

// Schedule invokes a function regularly.
type Schedule struct {
	ID       string
	Function string // logical id
	Every    time.Duration
}

// Schedules returns the template's rules that invoke functions every so many minutes, hours or
// days.
func (s *Stack) Schedules() ([]Schedule, error) {
	return each(s, "AWS::Events::Rule", func(id string, p struct {
		Expression string `yaml:"ScheduleExpression"`
		Targets    []struct {
			Arn string `yaml:"Arn"`
		} `yaml:"Targets"`
	}) (Schedule, error) {
		var n int
		var unit string
		_, err := fmt.Sscanf(strings.Trim(p.Expression, ")"), "rate(%d %s", &n, &unit)
		every := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
		period := time.Duration(n) * every[strings.TrimSuffix(unit, "s")]
		if err != nil || period <= 0 || len(p.Targets) != 1 {
			return Schedule{}, fmt.Errorf("a schedule that the local stack does not know: %s", p.Expression)
		}
		return Schedule{ID: id, Function: idOf(p.Targets[0].Arn), Every: period}, nil
	})
}

// Queues returns the template's queues.
func (s *Stack) Queues() ([]Queue, error) {
	return each(s, "AWS::SQS::Queue", func(id string, p struct {
		VisibilityTimeout *int `yaml:"VisibilityTimeout"`
		Retention         *int `yaml:"MessageRetentionPeriod"`
		RedrivePolicy     struct {
			Target   string `yaml:"deadLetterTargetArn"`
			Receives int    `yaml:"maxReceiveCount"`
		} `yaml:"RedrivePolicy"`
	}) (Queue, error) {
		q := Queue{
			ID: id, Visibility: 30 * time.Second, Retention: 4 * 24 * time.Hour, // SQS's defaults
			MaxReceives: p.RedrivePolicy.Receives, DeadLetters: idOf(p.RedrivePolicy.Target),
		}
		if p.VisibilityTimeout != nil {
			q.Visibility = seconds(*p.VisibilityTimeout)
		}
		if p.Retention != nil {
			q.Retention = seconds(*p.Retention)
		}
		return q, nil
	})
}

// UserPool is the Cognito user pool.
type UserPool struct {
	SecondFactor string          `yaml:"MfaConfiguration"` // ON, OPTIONAL or OFF
	Custom       []UserAttribute `yaml:"Schema"`
}

// UserAttribute is an attribute that a user pool has besides Cognito's own.
type UserAttribute struct {
	Name    string `yaml:"Name"` // without the prefix "custom:"
	Mutable bool   `yaml:"Mutable"`
}

// UserPool returns the user pool, which is in a nested stack. It is zero if there is none.
func (s *Stack) UserPool() (UserPool, error) {
	for _, id := range s.order {
		if s.typeOf(id) != nestedType {
			continue
		}
		inner, err := s.nestedStack(id)
		if err != nil {
			return UserPool{}, err
		}
		asItIs := func(_ string, p UserPool) (UserPool, error) { return p, nil }
		pools, err := each(inner, "AWS::Cognito::UserPool", asItIs)
		if err != nil {
			return UserPool{}, err
		}
		if len(pools) > 0 {
			return pools[0], nil
		}
	}
	return UserPool{}, nil
}

// each decodes the properties of every resource of a type into P and makes a T of them.
func each[P, T any](s *Stack, resourceType string, make func(id string, properties P) (T, error)) ([]T, error) {
	resources, err := s.Resources(resourceType)
	if err != nil {
		return nil, err
	}
	var all []T
	for _, r := range resources {
		var p P
		if err := r.Decode(&p); err != nil {
			return nil, err
		}
		one, err := make(r.ID, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.ID, err)
		}
		all = append(all, one)
	}
	return all, nil
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
