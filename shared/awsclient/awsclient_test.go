package awsclient_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"signpost/shared/awsclient"
)

func TestTheLocalStackNeverTalksToAWS(t *testing.T) {
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("SIGNPOST_LOCAL", "1")
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "")
	if _, err := awsclient.NewDynamoDB(); err == nil {
		t.Error("a client without an endpoint started")
	}
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
	client, err := awsclient.NewDynamoDB()
	if err != nil || aws.ToString(client.Options().BaseEndpoint) != "http://127.0.0.1:1" {
		t.Errorf("NewDynamoDB: %v; want a client of the endpoint", err)
	}
}

func TestARegionIsNeeded(t *testing.T) {
	t.Setenv("AWS_REGION", "")
	t.Setenv("SIGNPOST_LOCAL", "")
	if _, err := awsclient.Config(awsclient.SQS); err == nil {
		t.Error("Config without a region")
	}
}

func TestAFailingServiceIsSoonGivenUp(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		http.Error(w, "{}", http.StatusInternalServerError)
	}))
	defer server.Close()
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "x")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "x")
	t.Setenv("AWS_ENDPOINT_URL_DYNAMODB", server.URL)
	client, err := awsclient.NewDynamoDB()
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err = client.ListTables(t.Context(), &dynamodb.ListTablesInput{})
	if took := time.Since(start); !awsclient.Temporary(err) || calls != 3 || took > 2*time.Second {
		t.Errorf("%d calls in %v: %v; want 3 within 2 s, temporary", calls, took, err)
	}
}

func TestTemporary(t *testing.T) {
	for _, test := range []struct {
		err  error
		want bool
	}{
		{fmt.Errorf("read: %w", &types.ProvisionedThroughputExceededException{}), true},
		{&types.RequestLimitExceeded{}, true},
		{fmt.Errorf("read: %w", context.DeadlineExceeded), true},
		{&smithy.GenericAPIError{Code: "ThrottlingException"}, true},
		{fmt.Errorf("read: %w", &smithy.DeserializationError{Err: errors.New("not JSON")}), true},
		{&smithy.GenericAPIError{Code: "ValidationException"}, false},
		{&types.ConditionalCheckFailedException{}, false},
		{errors.New("a bug"), false},
	} {
		if got := awsclient.Temporary(test.err); got != test.want {
			t.Errorf("Temporary(%v) = %v", test.err, got)
		}
	}
}
