// Package startup starts every Lambda function the same way: with its log, its settings, and
// one line that says what is missing if it cannot start.
//
// It imports no AWS client, so that the redirect can use it too: a visitor waits while that
// starts.
package startup

import (
	"fmt"
	"log/slog"
	"os"
	"strconv"

	"github.com/aws/aws-lambda-go/lambda"
)

// Run serves the handler that wire returns, which may be whatever lambda.Start accepts, until
// the process ends. If wire fails, the log says why and the process exits with status 1.
func Run[H any](wire func(log *slog.Logger) (H, error)) {
	log := NewLog()
	handler, err := wire(log)
	if err != nil {
		log.Error("the function can't start", "error", err.Error())
		os.Exit(1)
	}
	lambda.Start(handler)
}

// NewLog returns the log of a function: JSON lines on standard output, which Lambda sends to
// CloudWatch.
func NewLog() *slog.Logger { return slog.New(slog.NewJSONHandler(os.Stdout, nil)) }

// Setting returns the value of an environment variable that template.yaml sets. One that is not
// set, or empty, is an error.
func Setting(name string) (string, error) {
	if value := os.Getenv(name); value != "" {
		return value, nil
	}
	return "", fmt.Errorf("%s is not set", name)
}

// Number returns an environment variable that template.yaml sets to a whole number above zero.
func Number(name string) (int, error) {
	n, err := strconv.Atoi(os.Getenv(name))
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%s is not a whole number above zero", name)
	}
	return n, nil
}

// IsLocal reports whether the function runs in the local stack, where webhooks and postbacks
// may reach this machine and AWS clients must not reach AWS.
func IsLocal() bool { return os.Getenv("SIGNPOST_LOCAL") == "1" }
