package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

type ruleRecord struct {
	PK      string         `dynamodbav:"pk"`
	SK      string         `dynamodbav:"sk"`
	Model   referral.Model `dynamodbav:"model"`
	Version int            `dynamodbav:"version"`
}

func recordOfRule(r referral.Rule) Item {
	k := RuleKey()
	return marshal(ruleRecord{PK: k.PK, SK: k.SK, Model: r.Model, Version: r.Version})
}

// RuleCode is what the rule of attribution is called in the audit, where everything has a code.
const RuleCode = "attribution"

// Rule returns the rule of attribution that holds now.
func (t *Table) Rule(ctx context.Context) (referral.Rule, error) {
	var r ruleRecord
	err := t.get(ctx, RuleKey(), "rule", &r)
	if referral.CodeOf(err) == referral.NotFound {
		return referral.DefaultRule, nil
	}
	return referral.Rule{Model: r.Model, Version: r.Version}, err
}

// ChangeRule makes another model the rule, as its next version, and notes it in the audit. If the rule has changed since before was read it is a
// Conflict error. Credit that was decided stays as it is.
func (t *Table) ChangeRule(ctx context.Context, before referral.Rule, model referral.Model, by referral.Stamp) (referral.Rule, error) {
	after := referral.Rule{Model: model, Version: before.Version + 1}
	was, is := recordOfRule(before), recordOfRule(after)
	_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: &t.name, Item: is, ConditionExpression: new(notThere + " OR version = :before"),
			ExpressionAttributeValues: Item{":before": Num(int64(before.Version))}}},
		t.auditPut(auditItem("rule", RuleCode, "update", was, is, by, after.Version)),
	}})
	if len(failedConditions(err)) > 0 {
		return before, referral.Conflictf("somebody else has changed the rule meanwhile")
	}
	if err != nil {
		return before, fmt.Errorf("change the rule: %w", err)
	}
	return after, nil
}
