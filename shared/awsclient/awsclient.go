// Package awsclient makes the AWS clients of the JSON functions. It configures them from the
// environment that Lambda sets and from nothing else: no shared configuration files, no
// metadata service, no surprises on a developer's machine.
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

// Service names an AWS service as the variable AWS_ENDPOINT_URL_<service> does.
type Service string

// The services that functions talk to.
const (
	DynamoDB Service = "DYNAMODB"
	SQS      Service = "SQS"
	Cognito  Service = "COGNITO_IDENTITY_PROVIDER"
)

// Limits of one call. With the SDK's own, three failed attempts take five seconds, and one that
// hangs never ends.
const (
	maxAttempts    = 3
	maxBackoff     = 200 * time.Millisecond
	attemptTimeout = 3 * time.Second
)

// Config returns the configuration of a client of service: its region, credentials, endpoint
// and limits. A missing AWS_REGION is an error. So is, in the local stack, a missing endpoint:
// the client would talk to the real AWS.
func Config(service Service) (aws.Config, error) {
	variable := "AWS_ENDPOINT_URL_" + string(service)
	config := aws.Config{ // made by hand, it does not read AWS_ENDPOINT_URL_… itself
		Region: os.Getenv("AWS_REGION"),
		Credentials: credentials.NewStaticCredentialsProvider(
			os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), os.Getenv("AWS_SESSION_TOKEN")),
		HTTPClient: awshttp.NewBuildableClient().WithTimeout(attemptTimeout),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.MaxAttempts, o.MaxBackoff = maxAttempts, maxBackoff
			})
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

// NewDynamoDB returns a client of DynamoDB; see Config for its errors.
func NewDynamoDB() (*dynamodb.Client, error) {
	config, err := Config(DynamoDB)
	if err != nil {
		return nil, err
	}
	return dynamodb.NewFromConfig(config), nil
}

// Temporary reports whether the same call may succeed later: it was throttled, timed out, did
// not reach the service, or got an answer that is unreadable or says that the service failed.
func Temporary(err error) bool {
	var unreadable *smithy.DeserializationError
	if errors.Is(err, context.DeadlineExceeded) || errors.As(err, &unreadable) {
		return true
	}
	return retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}
