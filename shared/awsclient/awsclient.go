// Package awsclient configures AWS clients of the JSON functions from the environment that Lambda sets, and from nothing else: no shared
// configuration files, no metadata service, no surprises on a developer's machine.
package awsclient

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go"
)

// Service names a service as the variable AWS_ENDPOINT_URL_<service> does.
type Service string

// The services that functions talk to.
const (
	DynamoDB Service = "DYNAMODB"
	SQS      Service = "SQS"
	Cognito  Service = "COGNITO_IDENTITY_PROVIDER"
)

// Limits of one call. The SDK's own would let a person wait five seconds for three failed attempts, and for ever for a hung one.
const (
	maxAttempts    = 3
	maxBackoff     = 200 * time.Millisecond
	attemptTimeout = 3 * time.Second
)

// Config returns the configuration of a client of service. A configuration that is put together by hand ignores AWS_ENDPOINT_URL_…, so it
// is read here; with SIGNPOST_LOCAL=1 its absence is an error, because the client would talk to the real AWS.
func Config(service Service) (aws.Config, error) {
	variable := "AWS_ENDPOINT_URL_" + string(service)
	config := aws.Config{
		Region: os.Getenv("AWS_REGION"),
		Credentials: credentials.NewStaticCredentialsProvider(
			os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN")),
		HTTPClient: awshttp.NewBuildableClient().WithTimeout(attemptTimeout),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = maxAttempts, maxBackoff })
		},
	}
	if endpoint := os.Getenv(variable); endpoint != "" {
		config.BaseEndpoint = &endpoint
	} else if os.Getenv("SIGNPOST_LOCAL") == "1" {
		return aws.Config{}, fmt.Errorf("%s is not set, and the local stack must not talk to AWS", variable)
	}
	if config.Region == "" {
		return aws.Config{}, errors.New("AWS_REGION is not set")
	}
	return config, nil
}

// NewDynamoDB returns a client of the table's service.
func NewDynamoDB() (*dynamodb.Client, error) {
	config, err := Config(DynamoDB)
	if err != nil {
		return nil, err
	}
	return dynamodb.NewFromConfig(config), nil
}

// Temporary tells whether err says that the same call may succeed later: throttled, timed out, not reached, answered with what can't be read, or a fault of
// the service.
func Temporary(err error) bool {
	var unreadable *smithy.DeserializationError
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &unreadable) {
		return true
	}
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}
