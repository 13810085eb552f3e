// Package open opens the table, the failure queue and the user pool for commands that people run,
// such as make replay: those that the environment names, or those of the local stack.
package open

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"signpost/shared/table"
)

// Files in the data folder of a running local stack, with the addresses of its table and of its
// queues and user pool.
const (
	tableFile    = "dynamodb.url"
	servicesFile = "sqs.url"
)

// The local stack's table, failure queue and user pool, and a region and credentials that it
// accepts.
const (
	localTable    = "signpost"
	localFailures = "/000000000000/CounterFailures"
	localPool     = "us-east-1_local"
	localRegion   = "us-east-1"
)

var localCredentials = credentials.NewStaticCredentialsProvider("local", "local", "")

// Table returns the table that TABLE names. Without TABLE it returns the table of the local stack
// whose data folder is DATA.
func Table(ctx context.Context, env func(string) string) (*table.Table, error) {
	settings, err := settingsFor(ctx, env, "TABLE", tableFile)
	if err != nil {
		return nil, err
	}
	return table.New(dynamodb.NewFromConfig(settings), cmp.Or(env("TABLE"), localTable)), nil
}

// Queue is an SQS queue to receive from.
type Queue struct {
	*sqs.Client
	URL string
}

// FailureQueue returns the queue whose URL is in QUEUE. Without QUEUE it returns the failure
// queue of the local stack's counter.
func FailureQueue(ctx context.Context, env func(string) string) (*Queue, error) {
	settings, err := settingsFor(ctx, env, "QUEUE", servicesFile)
	if err != nil {
		return nil, err
	}
	url := cmp.Or(env("QUEUE"), aws.ToString(settings.BaseEndpoint)+localFailures)
	return &Queue{sqs.NewFromConfig(settings), url}, nil
}

// Pool is a user pool of Cognito.
type Pool struct {
	*cognito.Client
	ID string
}

// UserPool returns the user pool whose id is in POOL. Without POOL it returns the one of the local
// stack.
func UserPool(ctx context.Context, env func(string) string) (*Pool, error) {
	settings, err := settingsFor(ctx, env, "POOL", servicesFile)
	if err != nil {
		return nil, err
	}
	return &Pool{cognito.NewFromConfig(settings), cmp.Or(env("POOL"), localPool)}, nil
}

// settingsFor returns the configuration for what variable names or, if it names nothing, for the
// local stack, whose address is in file.
func settingsFor(ctx context.Context, env func(string) string, variable, file string) (aws.Config, error) {
	if env(variable) != "" {
		return settings(ctx)
	}
	endpoint, err := localAddress(env, file, variable)
	return aws.Config{BaseEndpoint: &endpoint, Region: localRegion, Credentials: localCredentials}, err
}

// settings returns what AWS's own command line would use: its usual variables, a profile
// (AWS_PROFILE), single sign-on, or the role of the machine. Functions use shared/awsclient, which
// looks at their environment only.
func settings(ctx context.Context) (aws.Config, error) {
	found, err := config.LoadDefaultConfig(ctx)
	if err == nil && found.Region == "" {
		err = errors.New("no region is known: set AWS_REGION, or AWS_PROFILE to a profile that has one")
	}
	return found, err
}

// localAddress reads an address from a file of the local stack. If none runs, the error says
// what to name instead.
func localAddress(env func(string) string, file, variable string) (string, error) {
	data := cmp.Or(env("DATA"), ".local")
	address, err := os.ReadFile(filepath.Join(data, file))
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("no local stack runs on %s: start one with make run, or set %s to use one on AWS, "+
			"with AWS_PROFILE or other credentials", data, variable)
	}
	return strings.TrimSpace(string(address)), err
}
