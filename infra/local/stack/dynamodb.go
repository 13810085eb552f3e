package stack

import (
	"context"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/local/engine"
	"signpost/infra/local/template"
)

// startDynamoDB starts the engine, unless an endpoint was given.
func (s *Stack) startDynamoDB(ctx context.Context) error {
	if s.options.DynamoDB != "" {
		s.endpoint = s.options.DynamoDB
		return s.note("dynamodb.url", s.endpoint)
	}
	binary, err := engine.Install(ctx)
	if err != nil {
		return err
	}
	s.engine, err = engine.Start(ctx, engine.Config{
		Binary: binary, File: filepath.Join(s.options.Data, "dynamodb"), Log: s.options.Log,
	})
	if err != nil {
		return err
	}
	s.atStop(s.engine.Stop)
	s.endpoint = s.engine.Endpoint()
	go func() {
		if err, ok := <-s.engine.Failed(); ok {
			s.failed <- err
		}
	}()
	return s.note("dynamodb.url", s.endpoint)
}

// note writes an address down in the data folder for commands that work on a running stack,
// such as make replay.
func (s *Stack) note(name, address string) error {
	path := filepath.Join(s.options.Data, name)
	if err := os.WriteFile(path, []byte(address+"\n"), 0o600); err != nil {
		return err
	}
	s.atStop(func() { _ = os.Remove(path) })
	return nil
}

// Client returns a DynamoDB client with the functions' credentials.
func (s *Stack) Client() *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: &s.endpoint, Region: s.credential("AWS_REGION"), Credentials: s.signer(),
	})
}

func (s *Stack) signer() aws.CredentialsProvider {
	return credentials.NewStaticCredentialsProvider(s.credential("AWS_ACCESS_KEY_ID"),
		s.credential("AWS_SECRET_ACCESS_KEY"), s.credential("AWS_SESSION_TOKEN"))
}

// credential returns what functions sign with, by the name of its environment variable. It is
// worthless unless the table is somewhere else.
func (s *Stack) credential(name string) string {
	if given := os.Getenv(name); given != "" && s.options.DynamoDB != "" {
		return given
	}
	return localCredentials[name]
}

var localCredentials = map[string]string{
	"AWS_REGION": template.Region, "AWS_DEFAULT_REGION": template.Region,
	"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local", "AWS_SESSION_TOKEN": "",
}

// makeTables makes the tables as the template describes them.
func (s *Stack) makeTables(ctx context.Context) error {
	tables, err := s.template.Resources("AWS::DynamoDB::Table")
	if err != nil {
		return err
	}
	s.tables = map[string]string{}
	for _, t := range tables {
		var description engine.Table
		if err := t.Decode(&description); err != nil {
			return err
		}
		s.tables[t.ID] = s.local.TableName(t.ID)
		if err := engine.CreateTable(ctx, s.Client(), s.tables[t.ID], description); err != nil {
			return err
		}
	}
	return nil
}
