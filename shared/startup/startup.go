// Package startup starts a Lambda function the same way in every main: its log, its settings, and
// one line that says what is missing when it cannot start.
//
// It knows no AWS client, so that the redirect, whose start a visitor waits for, can use it too.
package startup

import (
	"fmt"
	"log/slog"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
)

// Run serves the handler that wire returns, anything that lambda.Start accepts, until the process
// ends. If wire fails, the process exits with 1 and the log says why.
func Run[H any](wire func(log *slog.Logger) (H, error)) {
	log := NewLog()
	handler, err := wire(log)
	if err != nil {
		log.Error("the function can't start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(handler)
}

// NewLog returns the log of a function: one JSON object a line on standard output, which Lambda
// sends to CloudWatch.
func NewLog() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stdout, nil)) }

// Setting returns an environment variable that template.yaml sets. An empty one is an error.
func Setting(name string) (string, error) {
	if value := os.Getenv(name); value != "" {
		return value, nil
	}
	return "", fmt.Errorf("%s is not set", name)
}

// IsLocal reports whether the function runs in the local stack, where webhooks and postbacks may
// reach this machine and no AWS client may reach AWS.
func IsLocal() bool { return os.Getenv("SIGNPOST_LOCAL") == "1" }
