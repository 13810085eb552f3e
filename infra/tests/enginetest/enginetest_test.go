package enginetest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/tests/enginetest"
)

func TestEachTestHasATableOfItsOwn(t *testing.T) {
	one, two := enginetest.Start(t), enginetest.Start(t)
	key := map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: "PARTNER#abc123"},
		"sk": &types.AttributeValueMemberS{Value: "PARTNER"},
	}
	_, err := one.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &one.Table, Item: key})
	if err != nil {
		t.Fatal(err)
	}
	for db, want := range map[*enginetest.DB]int{one: 2, two: 0} {
		got, err := db.Client.GetItem(t.Context(), &dynamodb.GetItemInput{
			TableName: &db.Table, Key: key, ConsistentRead: aws.Bool(true),
		})
		if err != nil || len(got.Item) != want {
			t.Errorf("attributes = %d, %v; want %d", len(got.Item), err, want)
		}
	}
}
