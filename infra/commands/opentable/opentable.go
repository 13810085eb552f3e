// Package opentable opens the table for programs that people run: make replay, make reconcile.
package opentable

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"signpost/shared/awsclient"
	"signpost/shared/table"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// endpointFile is where the local stack says, in its data folder, where its table is.
const endpointFile = "dynamodb.url"

// localTable is the name of the local stack's table.
const localTable = "signpost"

// Open returns the table that the environment names, else the local stack's.
func Open(env func(string) string) (*table.Table, error) {
	if name := env("TABLE"); name != "" {
		client, err := awsclient.NewDynamoDB()
		if err != nil {
			return nil, err
		}
		return table.New(client, name), nil
	}
	data := cmp.Or(env("DATA"), ".local")
	endpoint, err := os.ReadFile(filepath.Join(data, endpointFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no local stack has run on %s: start one with make run, or name a table with TABLE, AWS_REGION and credentials", data)
	}
	if err != nil {
		return nil, err
	}
	return table.New(localClient(strings.TrimSpace(string(endpoint))), localTable), nil
}

// localClient talks to the local stack's engine, which takes any region and credentials.
func localClient(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &endpoint,
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}
