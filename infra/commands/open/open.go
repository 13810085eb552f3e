// Package open opens the table and the failure queue for commands that people run, such as make
// replay: those that the environment names, or those of the local stack.
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

// Files in the data folder of a running local stack, with the addresses of its table and
// queues.
const (
	tableFile = "dynamodb.url"
	queueFile = "sqs.url"
)

// The local stack's table and failure queue, and a region and credentials that it accepts.
const (
	localTable    = "signpost"
	localFailures = "/000000000000/CounterFailures"
	localRegion   = "us-east-1"
)

var localCredentials = credentials.NewStaticCredentialsProvider("local", "local", "")

// Table returns the table that TABLE names, with the region and credentials of AWS's usual
// variables. Without TABLE it returns the table of the local stack whose data folder is DATA.
func Table(env func(string) string) (*table.Table, error) {
	if name := env("TABLE"); name != "" {
		client, err := awsclient.NewDynamoDB()
		if err != nil {
			return nil, err
		}
		return table.New(client, name), nil
	}
	endpoint, err := localAddress(env, tableFile, "a table with TABLE")
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

// FailureQueue returns the queue whose URL is in QUEUE. Without QUEUE it returns the failure
// queue of the local stack's counter.
func FailureQueue(env func(string) string) (*Queue, error) {
	if url := env("QUEUE"); url != "" {
		config, err := awsclient.Config(awsclient.SQS)
		if err != nil {
			return nil, err
		}
		return &Queue{sqs.NewFromConfig(config), url}, nil
	}
	endpoint, err := localAddress(env, queueFile, "a queue with QUEUE")
	if err != nil {
		return nil, err
	}
	client := sqs.New(sqs.Options{BaseEndpoint: &endpoint, Region: localRegion, Credentials: localCredentials})
	return &Queue{client, endpoint + localFailures}, nil
}

// localAddress reads an address from a file of the local stack. If none runs, the error says
// what to name instead.
func localAddress(env func(string) string, file, instead string) (string, error) {
	data := cmp.Or(env("DATA"), ".local")
	address, err := os.ReadFile(filepath.Join(data, file))
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("no local stack runs on %s: start one with make run, "+
			"or name %s, AWS_REGION and credentials", data, instead)
	}
	return strings.TrimSpace(string(address)), err
}
