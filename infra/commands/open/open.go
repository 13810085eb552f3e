// Package open gives programs that people run, such as make replay, the table and the failure queue
// of a stack: those that the environment names, or those of the local stack.
package open

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"signpost/shared/awsclient"
	"signpost/shared/table"
)

// Notes that a running local stack leaves in its data folder: where its table and its queues are.
const (
	tableNote = "dynamodb.url"
	queueNote = "sqs.url"
)

// The local stack's table and failure queue, and the region and credentials that it takes.
const (
	localTable    = "signpost"
	localFailures = "/000000000000/CounterFailures"
	localRegion   = "us-east-1"
)

var localCredentials = credentials.NewStaticCredentialsProvider("local", "local", "")

// Table returns the table that TABLE names, with the region and credentials of the usual AWS
// variables, or the local stack's table.
func Table(env func(string) string) (*table.Table, error) {
	if name := env("TABLE"); name != "" {
		client, err := awsclient.NewDynamoDB()
		if err != nil {
			return nil, err
		}
		return table.New(client, name), nil
	}
	endpoint, err := readNote(env, tableNote, "a table with TABLE")
	if err != nil {
		return nil, err
	}
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: &endpoint, Region: localRegion, Credentials: localCredentials,
	})
	return table.New(client, localTable), nil
}

// Queue is an SQS queue to receive from.
type Queue struct {
	*sqs.Client
	URL string
}

// FailureQueue returns the queue at the URL that QUEUE holds, or the failure queue of the local
// stack's counter.
func FailureQueue(env func(string) string) (*Queue, error) {
	if url := env("QUEUE"); url != "" {
		config, err := awsclient.Config(awsclient.SQS)
		if err != nil {
			return nil, err
		}
		return &Queue{sqs.NewFromConfig(config), url}, nil
	}
	endpoint, err := readNote(env, queueNote, "a queue with QUEUE")
	if err != nil {
		return nil, err
	}
	client := sqs.New(sqs.Options{BaseEndpoint: &endpoint, Region: localRegion, Credentials: localCredentials})
	return &Queue{client, endpoint + localFailures}, nil
}

// readNote returns the address that a running local stack has noted.
func readNote(env func(string) string, note, otherwise string) (string, error) {
	data := cmp.Or(env("DATA"), ".local")
	address, err := os.ReadFile(filepath.Join(data, note))
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("no local stack runs on %s: start one with make run, or name %s, AWS_REGION and credentials",
			data, otherwise)
	}
	return strings.TrimSpace(string(address)), err
}
