package stack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"signpost/infra/local/runtime"
	"signpost/infra/local/template"
)

// startFunctions starts every function of the template. A function without a program is an
// error, as it would be when deploying.
func (s *Stack) startFunctions(ctx context.Context) error {
	declared, err := s.template.Functions()
	if err != nil {
		return err
	}
	sources, err := s.template.EventSources()
	if err != nil {
		return err
	}
	var functions []runtime.Function
	for _, f := range declared {
		binary := filepath.Join(s.options.Binaries, filepath.Base(f.Folder))
		if _, err := os.Stat(binary); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("template.yaml has %s, but there is no program for it: %s is missing (source: %s)",
				f.ID, binary, f.Folder)
		}
		processes, concurrency := s.processes(f.ID, sources)
		functions = append(functions, runtime.Function{
			ID: f.ID, Bootstrap: binary, Environment: s.environment(f), Timeout: f.Timeout,
			MemoryMB: f.MemoryMB, AllowsLoops: f.AllowsLoops, Processes: processes, Concurrency: concurrency,
			LogFile: filepath.Join(s.Logs(), f.ID+".log"),
		})
	}
	s.runtime, err = runtime.Start(ctx, runtime.Config{
		Functions: functions, Freeze: s.options.Freeze, Log: s.options.Log,
	})
	if err != nil {
		return err
	}
	s.atStop(s.runtime.Stop)
	return nil
}

// processes returns how many processes a function has, and how many events each handles at once. A
// function that a queue feeds has one for each of its sources, and handles one event at a time, as
// on AWS: only then does the SDK for Go send on the trace by which loops are noticed
// (https://github.com/aws/aws-sdk-go-v2/issues/3354).
func (s *Stack) processes(function string, sources []template.EventSource) (processes, concurrency int) {
	hasQueue := false
	for _, source := range sources {
		if source.Function == function {
			processes++
			hasQueue = hasQueue || s.tables[source.Source] == ""
		}
	}
	if hasQueue {
		return processes, 1
	}
	return 1, s.options.Concurrency
}

// environment returns the variables that the template gives a function, and those that point
// the AWS SDK at this machine.
func (s *Stack) environment(f template.Function) []string {
	tables, services := s.endpoint, s.servicesURL()
	if guard := s.guards[f.ID]; guard != "" {
		tables, services = guard, guard
	}
	env := []string{
		"SIGNPOST_LOCAL=1",
		"SIGNPOST_CLOCK=" + s.clockFile(),
		"AWS_ENDPOINT_URL_DYNAMODB=" + tables,
		"AWS_ENDPOINT_URL_SQS=" + services,
		"AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=" + services,
	}
	for name := range localCredentials {
		if value := s.credential(name); value != "" {
			env = append(env, name+"="+value)
		}
	}
	for name, value := range f.Environment {
		env = append(env, name+"="+value)
	}
	return env
}
