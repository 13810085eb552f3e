package quickaws

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// service is an AWS service at an endpoint.
type service struct {
	http     *HTTP
	endpoint *url.URL
	signer   *signer
}

// lean reduces the SDK's middleware to the operation's own serializer and deserializer. It removes
// the endpoint rules, auth schemes, discovery, tracing, user agents and retries, which are more
// work than the request itself. This package sends, signs and retries instead.
func (s *service) lean(stack *middleware.Stack) error {
	serializer, ok := stack.Serialize.Get("OperationSerializer")
	deserializer, alsoOK := stack.Deserialize.Get("OperationDeserializer")
	if !ok || !alsoOK {
		return errors.New("quickaws: the SDK has renamed its serializer or deserializer")
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

// sender signs a request and sends it.
type sender struct{ *service }

// ID implements middleware.DeserializeMiddleware.
func (sender) ID() string { return "Sender" }

// HandleDeserialize implements middleware.DeserializeMiddleware.
func (s sender) HandleDeserialize(
	ctx context.Context, in middleware.DeserializeInput, _ middleware.DeserializeHandler,
) (out middleware.DeserializeOutput, metadata middleware.Metadata, err error) {
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

// post signs and sends a request. An answer with a status of 500 or more is an error, whatever its
// body.
func (s *service) post(ctx context.Context, header http.Header, body []byte) (*http.Response, error) {
	s.signer.sign(header, s.endpoint.Host, body, time.Now())
	resp, err := s.http.post(ctx, s.endpoint, header, body)
	if err == nil && resp.StatusCode >= http.StatusInternalServerError {
		err = transportError{fmt.Errorf("the service answered %s", resp.Status)}
	}
	return resp, err
}
