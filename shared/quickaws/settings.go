package quickaws

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Budgets of a request to AWS. With both attempts and the pause between them it takes at most 195 ms.
const (
	attemptWithin = 85 * time.Millisecond
	maxAttempts   = 2
	maxBackoff    = 25 * time.Millisecond
)

// Settings is what the clients need to know. AWS Lambda gives it to every function in its environment.
type Settings struct {
	region           string
	credentials      aws.Credentials
	dynamoDBEndpoint *string // nil: the region's own
	sqsEndpoint      *string
}

// FromEnvironment reads the variables that Lambda sets, and AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SQS, which a hand-made client would
// otherwise ignore and talk to the real AWS: with SIGNPOST_LOCAL=1 it fails when they are not set.
func FromEnvironment(env func(string) string) (Settings, error) {
	s := Settings{
		region: env("AWS_REGION"),
		// The credentials of a Lambda are the same for the life of its process.
		credentials: aws.Credentials{AccessKeyID: env("AWS_ACCESS_KEY_ID"), SecretAccessKey: env("AWS_SECRET_ACCESS_KEY"),
			SessionToken: env("AWS_SESSION_TOKEN"), Source: "environment"},
		dynamoDBEndpoint: ifSet(env("AWS_ENDPOINT_URL_DYNAMODB")),
		sqsEndpoint:      ifSet(env("AWS_ENDPOINT_URL_SQS")),
	}
	switch {
	case s.region == "" || !s.credentials.HasKeys():
		return Settings{}, errors.New("AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set")
	case env("SIGNPOST_LOCAL") == "1" && (s.dynamoDBEndpoint == nil || s.sqsEndpoint == nil):
		return Settings{}, errors.New("with SIGNPOST_LOCAL=1, AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_SQS must be set")
	}
	return s, nil
}

func ifSet(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// DynamoDB returns a client that sends its requests with http.
func (s Settings) DynamoDB(http dynamodb.HTTPClient) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region:                s.region,
		BaseEndpoint:          s.dynamoDBEndpoint,
		Credentials:           static(s.credentials),
		HTTPClient:            http,
		Retryer:               retryer(),
		AccountIDEndpointMode: aws.AccountIDEndpointModeDisabled,
	})
}

// SQS returns a client that sends its requests with http.
func (s Settings) SQS(http sqs.HTTPClient) *sqs.Client {
	return sqs.New(sqs.Options{
		Region:       s.region,
		BaseEndpoint: s.sqsEndpoint,
		Credentials:  static(s.credentials),
		HTTPClient:   http,
		Retryer:      retryer(),
	})
}

func static(c aws.Credentials) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return c, nil })
}

// retryer tries twice, without the SDK's budget of retries over time: what it would save the table, it would cost the visitors.
func retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = maxAttempts
		o.MaxBackoff = maxBackoff
		o.RateLimiter = ratelimit.None
	})
}
