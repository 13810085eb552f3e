package quickaws

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/middleware"
)

// Time limits of a request to AWS. Two attempts and the pause between them take at most 190 ms.
const (
	attemptWithin = 85 * time.Millisecond
	firstWithin   = time.Second // an attempt before the first connection of a process
	maxAttempts   = 2
	backoff       = 20 * time.Millisecond
)

// Settings has what the clients need to know, which Lambda puts into every function's environment.
type Settings struct {
	region           string
	credentials      aws.Credentials
	dynamoDBEndpoint string // "" for the region's
	sqsEndpoint      string // "" for the one in the queue's URL
}

// FromEnvironment reads the variables that Lambda sets, and also AWS_ENDPOINT_URL_DYNAMODB and
// AWS_ENDPOINT_URL_SQS. With SIGNPOST_LOCAL=1 these must be set, because the clients would talk to
// the real AWS without them.
func FromEnvironment(env func(string) string) (Settings, error) {
	s := Settings{
		region: env("AWS_REGION"),
		// A Lambda's credentials stay the same for the life of its process.
		credentials: aws.Credentials{
			AccessKeyID:     env("AWS_ACCESS_KEY_ID"),
			SecretAccessKey: env("AWS_SECRET_ACCESS_KEY"),
			SessionToken:    env("AWS_SESSION_TOKEN"),
		},
		dynamoDBEndpoint: env("AWS_ENDPOINT_URL_DYNAMODB"),
		sqsEndpoint:      env("AWS_ENDPOINT_URL_SQS"),
	}
	switch {
	case s.region == "" || !s.credentials.HasKeys():
		return Settings{}, errors.New("AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set")
	case env("SIGNPOST_LOCAL") == "1" && (s.dynamoDBEndpoint == "" || s.sqsEndpoint == ""):
		return Settings{}, errors.New(
			"with SIGNPOST_LOCAL=1, AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SQS must be set")
	}
	return s, nil
}

// DynamoDB returns a client whose requests go through h.
func (s Settings) DynamoDB(h *HTTP) (*dynamodb.Client, error) {
	endpoint, err := s.tableEndpoint()
	if err != nil {
		return nil, err
	}
	lean := (&service{http: h, endpoint: endpoint, signer: s.signer("dynamodb")}).lean
	return dynamodb.New(dynamodb.Options{
		Region:       s.region,
		Credentials:  aws.AnonymousCredentials{}, // the signer has the real ones
		HTTPClient:   unused{},
		APIOptions:   []func(*middleware.Stack) error{lean},
		BaseEndpoint: aws.String(endpoint.String()),
	}), nil
}

// tableEndpoint asks the SDK once for what it would otherwise work out for every request.
func (s Settings) tableEndpoint() (*url.URL, error) {
	if s.dynamoDBEndpoint != "" {
		return parseEndpoint(s.dynamoDBEndpoint)
	}
	found, err := dynamodb.NewDefaultEndpointResolverV2().ResolveEndpoint(
		context.Background(), dynamodb.EndpointParameters{Region: &s.region})
	return &found.URI, err
}

func parseEndpoint(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("not an endpoint: %s", s)
	}
	return u, nil
}

func (s Settings) signer(service string) *signer {
	return &signer{credentials: s.credentials, region: s.region, service: service}
}

// unused takes the place of the SDK's HTTP client, because sender sends the requests.
type unused struct{}

// Do implements dynamodb.HTTPClient.
func (unused) Do(*http.Request) (*http.Response, error) {
	return nil, errors.New("quickaws: a request bypassed the stack")
}
