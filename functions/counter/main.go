// Counter reads the table's stream and keeps the counters up to date.
package main

import (
	"log/slog"

	"signpost/shared/awsclient"
	"signpost/shared/counting"
	"signpost/shared/startup"
)

func main() { startup.Run(wire) }

func wire(log *slog.Logger) (*counting.Counter, error) {
	t, err := awsclient.OpenTable()
	if err != nil {
		return nil, err
	}
	failures, err := awsclient.OpenQueue("FAILURE_QUEUE_URL")
	if err != nil {
		return nil, err
	}
	return &counting.Counter{Rows: counting.NewCounters(t, failures), Failures: failures, Secrets: t, Log: log}, nil
}
