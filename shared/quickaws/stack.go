package quickaws

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// service is one AWS service at one address.
type service struct {
	http     *HTTP
	endpoint *url.URL
	signer   *signer
}

// lean takes out of the SDK's stack what surrounds a request (endpoint rules, auth schemes, discovery, tracing, agents, retries: more work than
// the request itself) and keeps what makes it: the operation's own serializer and deserializer. Sending, signing and trying again are then ours.
func (s *service) lean(stack *middleware.Stack) error {
	serializer, ok := stack.Serialize.Get("OperationSerializer")
	deserializer, alsoOK := stack.Deserialize.Get("OperationDeserializer")
	if !ok || !alsoOK {
		return errors.New("quickaws: the SDK has renamed its serializers")
	}
	stack.Initialize.Clear()
	stack.Serialize.Clear()
	stack.Build.Clear()
	stack.Finalize.Clear()
	stack.Deserialize.Clear()
	return errors.Join(
		stack.Serialize.Add(serializer, middleware.After),
		stack.Finalize.Add(attempts{}, middleware.After),
		stack.Deserialize.Add(deserializer, middleware.After),
		stack.Deserialize.Add(sender{s}, middleware.After),
	)
}

// attempts tries a request again, once, after what may pass: no answer, a malformed one, a fault of the service, or too much at once. Every
// request that is made through it may be repeated.
type attempts struct{}

// ID implements middleware.FinalizeMiddleware.
func (attempts) ID() string { return "Attempts" }

// HandleFinalize implements middleware.FinalizeMiddleware.
func (attempts) HandleFinalize(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (
	out middleware.FinalizeOutput, metadata middleware.Metadata, err error,
) {
	for attempt := 1; ; attempt++ {
		out, metadata, err = next.HandleFinalize(ctx, in)
		if err == nil || attempt == maxAttempts || !passing(err) || !pause(ctx) {
			return out, metadata, err
		}
		if err := in.Request.(*smithyhttp.Request).RewindStream(); err != nil {
			return out, metadata, err
		}
	}
}

// pause waits a moment, unless the context ends before. Only its deadline counts.
func pause(ctx context.Context) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= backoff {
		return false
	}
	time.Sleep(backoff)
	return true
}

// passing tells whether the same request may succeed a moment later.
func passing(err error) bool {
	var transport transportError
	var malformed *smithy.DeserializationError
	if errors.As(err, &transport) || errors.As(err, &malformed) {
		return true
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	_, throttled := retry.DefaultThrottleErrorCodes[api.ErrorCode()]
	return throttled || api.ErrorFault() == smithy.FaultServer || api.ErrorCode() == "InternalServerError" || api.ErrorCode() == "ServiceUnavailable"
}

// sender signs a request and sends it.
type sender struct{ *service }

// ID implements middleware.DeserializeMiddleware.
func (sender) ID() string { return "Sender" }

// HandleDeserialize implements middleware.DeserializeMiddleware.
func (s sender) HandleDeserialize(ctx context.Context, in middleware.DeserializeInput, _ middleware.DeserializeHandler) (
	out middleware.DeserializeOutput, metadata middleware.Metadata, err error,
) {
	request, ok := in.Request.(*smithyhttp.Request)
	if !ok {
		return out, metadata, fmt.Errorf("unknown transport type %T", in.Request)
	}
	var body bytes.Buffer
	if stream := request.GetStream(); stream != nil {
		if _, err := body.ReadFrom(stream); err != nil {
			return out, metadata, err
		}
	}
	resp, err := s.post(ctx, request.Header, body.Bytes())
	if err != nil {
		return out, metadata, err
	}
	out.RawResponse = &smithyhttp.Response{Response: resp}
	return out, metadata, nil
}

// post signs and sends one request. An answer of the service that it is at fault or can't just now is an error, whatever its body.
func (s *service) post(ctx context.Context, header http.Header, body []byte) (*http.Response, error) {
	s.signer.sign(header, s.endpoint.Host, body, time.Now())
	resp, err := s.http.post(ctx, s.endpoint, header, body)
	if err == nil && resp.StatusCode >= http.StatusInternalServerError {
		err = transportError{fmt.Errorf("the service answered %s", resp.Status)}
	}
	return resp, err
}
