package quickaws

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// attempts retries a request once after a failure that may be temporary. It needs requests that
// may be repeated.
type attempts struct{}

// ID implements middleware.FinalizeMiddleware.
func (attempts) ID() string { return "Attempts" }

// HandleFinalize implements middleware.FinalizeMiddleware.
func (attempts) HandleFinalize(
	ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
) (out middleware.FinalizeOutput, metadata middleware.Metadata, err error) {
	for attempt := 1; ; attempt++ {
		out, metadata, err = next.HandleFinalize(ctx, in)
		if err == nil || attempt == maxAttempts || !temporary(err) || !pause(ctx) {
			return out, metadata, err
		}
		if err := in.Request.(*smithyhttp.Request).RewindStream(); err != nil {
			return out, metadata, err
		}
	}
}

// pause waits a moment and returns true, unless the context's deadline is sooner.
func pause(ctx context.Context) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= backoff {
		return false
	}
	time.Sleep(backoff)
	return true
}

// temporary reports whether the same request may succeed a moment later: after no answer, a
// malformed one, a fault of the service, or throttling.
func temporary(err error) bool {
	var transport transportError
	var malformed *smithy.DeserializationError
	if errors.As(err, &transport) || errors.As(err, &malformed) {
		return true
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	if _, throttled := retry.DefaultThrottleErrorCodes[api.ErrorCode()]; throttled {
		return true
	}
	return api.ErrorFault() == smithy.FaultServer ||
		api.ErrorCode() == "InternalServerError" || api.ErrorCode() == "ServiceUnavailable"
}
