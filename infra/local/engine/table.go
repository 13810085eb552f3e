package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Region is the region that clients of a local engine name. The engine ignores it.
const Region = "us-east-1"

// Table describes a table with the property names of CloudFormation's AWS::DynamoDB::Table, so
// that template.yaml decodes into it. What it leaves out (billing, recovery, tags) makes no
// difference to an engine on one machine.
type Table struct {
	AttributeDefinitions    []Attribute `yaml:"AttributeDefinitions"`
	KeySchema               []Key       `yaml:"KeySchema"`
	GlobalSecondaryIndexes  []Index     `yaml:"GlobalSecondaryIndexes"`
	StreamSpecification     *Stream     `yaml:"StreamSpecification"`
	TimeToLiveSpecification *TimeToLive `yaml:"TimeToLiveSpecification"`
}

// Attribute is the type (S, N or B) of an attribute that a key uses.
type Attribute struct {
	AttributeName string `yaml:"AttributeName"`
	AttributeType string `yaml:"AttributeType"`
}

// Key is one attribute of a key; KeyType is HASH or RANGE.
type Key struct {
	AttributeName string `yaml:"AttributeName"`
	KeyType       string `yaml:"KeyType"`
}

// Index is a global secondary index.
type Index struct {
	IndexName  string     `yaml:"IndexName"`
	KeySchema  []Key      `yaml:"KeySchema"`
	Projection Projection `yaml:"Projection"`
}

// Projection says which attributes an index holds: ALL, KEYS_ONLY or INCLUDE with names.
type Projection struct {
	ProjectionType   string   `yaml:"ProjectionType"`
	NonKeyAttributes []string `yaml:"NonKeyAttributes"`
}

// Stream says what the table's stream carries.
type Stream struct {
	StreamViewType string `yaml:"StreamViewType"`
}

// TimeToLive names the attribute that says when an item expires, in seconds since 1970.
type TimeToLive struct {
	AttributeName string `yaml:"AttributeName"`
	Enabled       bool   `yaml:"Enabled"`
}

// Signpost returns the table of template.yaml, for tests that need it without reading the
// template. A test holds the two equal.
func Signpost() Table {
	return Table{
		AttributeDefinitions: []Attribute{{"pk", "S"}, {"sk", "S"}, {"gsi1pk", "S"}, {"gsi1sk", "S"}},
		KeySchema:            []Key{{"pk", "HASH"}, {"sk", "RANGE"}},
		GlobalSecondaryIndexes: []Index{{
			IndexName:  "gsi1",
			KeySchema:  []Key{{"gsi1pk", "HASH"}, {"gsi1sk", "RANGE"}},
			Projection: Projection{ProjectionType: "ALL"},
		}},
		StreamSpecification:     &Stream{StreamViewType: "NEW_IMAGE"},
		TimeToLiveSpecification: &TimeToLive{AttributeName: "expires", Enabled: true},
	}
}

// Client returns a DynamoDB client of a local engine. It never talks to AWS.
func Client(endpoint string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(endpoint),
		Region:       Region,
		Credentials:  credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

// CreateTable creates the table unless it exists, and switches on its expiry. A table that
// exists with other keys or indexes is an error: its data would not fit the program.
func CreateTable(ctx context.Context, client *dynamodb.Client, name string, t Table) error {
	_, err := client.CreateTable(ctx, t.input(name))
	var exists *types.ResourceInUseException
	if err != nil && !errors.As(err, &exists) {
		return fmt.Errorf("create table %s: %w", name, err)
	}
	if err != nil {
		if err := t.compare(ctx, client, name); err != nil {
			return err
		}
	}
	return t.ensureExpiry(ctx, client, name)
}

func (t Table) compare(ctx context.Context, client *dynamodb.Client, name string) error {
	got, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
	if err != nil {
		return fmt.Errorf("describe table %s: %w", name, err)
	}
	want := t.input(name)
	var gotIndexes, wantIndexes []string
	for _, x := range got.Table.GlobalSecondaryIndexes {
		gotIndexes = append(gotIndexes, describeKeys(aws.ToString(x.IndexName), x.KeySchema))
	}
	for _, x := range want.GlobalSecondaryIndexes {
		wantIndexes = append(wantIndexes, describeKeys(aws.ToString(x.IndexName), x.KeySchema))
	}
	slices.Sort(gotIndexes)
	slices.Sort(wantIndexes)
	if describeKeys("", got.Table.KeySchema) != describeKeys("", want.KeySchema) ||
		!slices.Equal(gotIndexes, wantIndexes) ||
		(t.StreamSpecification != nil && aws.ToString(got.Table.LatestStreamArn) == "") {
		return fmt.Errorf("table %s has other keys, other indexes or no stream: "+
			"another version made it; move the data folder away", name)
	}
	return nil
}

func describeKeys(name string, keys []types.KeySchemaElement) string {
	for _, k := range keys {
		name += " " + string(k.KeyType) + "=" + aws.ToString(k.AttributeName)
	}
	return name
}

// ensureExpiry is not part of the creation, because a crash may come between the two.
func (t Table) ensureExpiry(ctx context.Context, client *dynamodb.Client, name string) error {
	want := t.TimeToLiveSpecification
	if want == nil || !want.Enabled {
		return nil
	}
	got, err := client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &name})
	if err == nil && got.TimeToLiveDescription != nil &&
		got.TimeToLiveDescription.TimeToLiveStatus == types.TimeToLiveStatusEnabled {
		return nil
	}
	_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: &name,
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: &want.AttributeName, Enabled: aws.Bool(true),
		},
	})
	if err != nil {
		return fmt.Errorf("switch on expiry in table %s: %w", name, err)
	}
	return nil
}

func (t Table) input(name string) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest, KeySchema: keySchema(t.KeySchema),
	}
	for _, a := range t.AttributeDefinitions {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{
			AttributeName: aws.String(a.AttributeName), AttributeType: types.ScalarAttributeType(a.AttributeType),
		})
	}
	for _, x := range t.GlobalSecondaryIndexes {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(x.IndexName), KeySchema: keySchema(x.KeySchema),
			Projection: &types.Projection{
				ProjectionType:   types.ProjectionType(x.Projection.ProjectionType),
				NonKeyAttributes: x.Projection.NonKeyAttributes,
			},
		})
	}
	if t.StreamSpecification != nil {
		in.StreamSpecification = &types.StreamSpecification{
			StreamEnabled:  aws.Bool(true),
			StreamViewType: types.StreamViewType(t.StreamSpecification.StreamViewType),
		}
	}
	return in
}

func keySchema(keys []Key) []types.KeySchemaElement {
	var out []types.KeySchemaElement
	for _, k := range keys {
		out = append(out, types.KeySchemaElement{
			AttributeName: aws.String(k.AttributeName), KeyType: types.KeyType(k.KeyType),
		})
	}
	return out
}
