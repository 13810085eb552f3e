package table

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// guardTries is how often a change of a parent is tried again because another parent was changed at the same moment.
const guardTries = 8

// applyGuarded writes e, which gives p another parent, so that no cycle can come of it however many are changed at once: the number of such
// changes is read first, then the chain above the new parent, and the write is on the condition that the number has not moved. Whatever was
// committed before it was read is seen in the chain; whatever is committed after it makes the condition fail, and we look again.
//
// A new partner needs no guard: nobody can be below it yet.
func (t *Table) applyGuarded(ctx context.Context, e edit, p referral.Partner) error {
	plain := e.more
	for range guardTries {
		var h hierarchyRecord
		if err := t.get(ctx, HierarchyKey(), "hierarchy", &h); err != nil && referral.CodeOf(err) != referral.NotFound {
			return err
		}
		if err := referral.CheckParent(p.Code, p.Parent, t.parentOf(ctx)); err != nil {
			return err
		}
		e.more = append(slices.Clone(plain), t.hierarchyMoves(h.Changes))
		err := t.apply(ctx, e)
		if !movedMeanwhile(err, len(t.writes(e))-1) {
			return err
		}
	}
	return referral.Errorf(referral.Unavailable, "many parents are being changed at once, try again")
}

type hierarchyRecord struct {
	Changes int64 `dynamodbav:"changes"`
}

func (t *Table) hierarchyMoves(from int64) types.TransactWriteItem {
	condition := "changes = :from"
	if from == 0 {
		condition = "attribute_not_exists(changes) OR changes = :from"
	}
	return types.TransactWriteItem{Update: &types.Update{TableName: &t.name, Key: HierarchyKey().attributes(),
		UpdateExpression: new("SET changes = :to"), ConditionExpression: &condition,
		ExpressionAttributeValues: Item{":from": num(from), ":to": num(from + 1)}}}
}

// movedMeanwhile tells whether err, of a transaction, is worth another look: write guard failed on its condition, or met another
// transaction. If the thing itself has moved, it is not.
func movedMeanwhile(err error, guard int) bool {
	failed := failedConditions(err)
	if slices.Contains(failed, 0) {
		return false
	}
	var canceled *types.TransactionCanceledException
	return slices.Contains(failed, guard) || errors.As(err, &canceled) && slices.ContainsFunc(canceled.CancellationReasons,
		func(r types.CancellationReason) bool { return r.Code != nil && *r.Code == "TransactionConflict" })
}

// parentOf returns a function that reads the parent of a partner, and nothing else of it, with a consistent read.
func (t *Table) parentOf(ctx context.Context) func(referral.Code) (referral.Code, error) {
	return func(code referral.Code) (referral.Code, error) {
		found, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, Key: PartnerKey(code).attributes(),
			ConsistentRead: new(true), ProjectionExpression: new("pk, parent")})
		if err != nil {
			return "", fmt.Errorf("read the parent of %s: %w", code, err)
		}
		if len(found.Item) == 0 {
			return "", referral.NotFoundf("no such partner")
		}
		return referral.Code(text(found.Item, "parent")), nil
	}
}
