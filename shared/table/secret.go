package table

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const (
	secretBytes = 32
	attrSecret  = "secret"
)

// Secret returns the 32 random bytes of that name, which all functions share. The first caller makes them; they never change.
func (t *Table) Secret(ctx context.Context, name string) ([]byte, error) {
	key := SecretKey(name).Attributes()
	found, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, Key: key, ConsistentRead: new(true)})
	if err != nil {
		return nil, fmt.Errorf("read a secret: %w", err)
	}
	if secret := secretOf(found.Item); secret != nil {
		return secret, nil
	}
	made := make([]byte, secretBytes)
	rand.Read(made) // never fails
	key[attrSecret] = &types.AttributeValueMemberB{Value: made}
	_, err = t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: key, ConditionExpression: new(notThere)})
	if ConditionFailed(err) { // somebody else was first
		return t.Secret(ctx, name)
	}
	if err != nil {
		return nil, fmt.Errorf("make a secret: %w", err)
	}
	return made, nil
}

func secretOf(item Item) []byte {
	if b, ok := item[attrSecret].(*types.AttributeValueMemberB); ok {
		return b.Value
	}
	return nil
}
