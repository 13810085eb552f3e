package table

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// move is an edit that gives an existing partner another parent; see referral.Moves.
type move struct {
	edit
	parent referral.Code
}

// applyMoves writes moves as applyAll writes other edits, but one transaction after the other: at
// once, they would only hold each other up.
func (t *Table) applyMoves(ctx context.Context, moves []move) []error {
	var errs []error
	for _, batch := range batches(moves, transactionItems-1) { // one is for the guard
		errs = append(errs, t.applyMoveBatch(ctx, batch)...)
	}
	return errs
}

// applyMoveBatch writes moves in one transaction or, if one of them cannot be written, each alone.
func (t *Table) applyMoveBatch(ctx context.Context, batch []move) []error {
	errs := make([]error, len(batch))
	if t.applyGuarded(ctx, batch...) == nil {
		return errs
	}
	for i, m := range batch {
		errs[i] = t.applyGuarded(ctx, m)
	}
	return errs
}

// guardTries is how often a move is tried again because another was made at the same moment.
const guardTries = 8

// applyGuarded writes moves, all or none, so that they never make a cycle, however many are made at
// once.
//
// It first reads how many transactions have moved partners, then the chains above the new parents,
// as they will be after the moves; and it writes on the condition that the number is still the
// same. The chains show whatever was committed before the number was read, and whatever is
// committed after that makes the condition fail, so that we look again. Of several moves, the error
// is that of the first.
func (t *Table) applyGuarded(ctx context.Context, moves ...move) error {
	var writes []types.TransactWriteItem
	for _, m := range moves {
		writes = append(writes, t.writes(m.edit)...)
	}
	guard := len(writes)
	for range guardTries {
		var h hierarchyRecord
		err := t.get(ctx, hierarchyKey(), "hierarchy", &h)
		if err != nil && referral.CodeOf(err) != referral.NotFound {
			return err
		}
		if err := t.checkMoves(ctx, moves); err != nil {
			return err
		}
		err = t.transactPatiently(ctx, append(slices.Clone(writes), t.countMove(h.Changes)))
		if !overtaken(err, guard) {
			return editError(err, moves[0].edit)
		}
	}
	return referral.Errorf(referral.Unavailable, "many parents are being changed at once, try again")
}

// checkMoves returns an Invalid error if one of the partners would be below itself after the moves.
func (t *Table) checkMoves(ctx context.Context, moves []move) error {
	parents := map[referral.Code]referral.Code{}
	for _, m := range moves {
		parents[m.code] = m.parent
	}
	parentOf := func(code referral.Code) (parent referral.Code, err error) {
		parent, known := parents[code]
		if !known {
			if parent, err = t.parentOf(ctx, code); err == nil {
				parents[code] = parent
			}
		}
		return parent, err
	}
	for _, m := range moves {
		if err := referral.CheckParent(m.code, m.parent, parentOf); err != nil {
			return err
		}
	}
	return nil
}

type hierarchyRecord struct {
	Changes int64 `dynamodbav:"changes"`
}

// countMove counts one more transaction that moves partners, on the condition that there have been
// so many before it.
func (t *Table) countMove(before int64) types.TransactWriteItem {
	condition := "changes = :before"
	if before == 0 {
		condition = "attribute_not_exists(changes) OR changes = :before"
	}
	item := hierarchyKey().Attributes()
	item["changes"] = Num(before + 1)
	return types.TransactWriteItem{Put: &types.Put{
		TableName:                 &t.name,
		Item:                      item,
		ConditionExpression:       &condition,
		ExpressionAttributeValues: Item{":before": Num(before)},
	}}
}

// overtaken reports whether a transaction failed only because others moved partners at the same
// moment, so that it is worth another look: its guard failed, or it met another transaction. It is
// not if one of the partners itself has changed.
func overtaken(err error, guard int) bool {
	reasons := cancellationReasons(err)
	for i, reason := range reasons {
		if reason == reasonCondition && i != guard {
			return false
		}
	}
	return conditionFailedAt(err, guard) || slices.Contains(reasons, reasonConflict)
}

// parentOf reads the parent of a partner, and nothing else of it, as it is at this moment.
func (t *Table) parentOf(ctx context.Context, code referral.Code) (referral.Code, error) {
	found, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:            &t.name,
		Key:                  partnerKey(code).Attributes(),
		ConsistentRead:       new(true),
		ProjectionExpression: new("pk, parent"),
	})
	if err != nil {
		return "", fmt.Errorf("read the parent of %s: %w", code, err)
	}
	if len(found.Item) == 0 {
		return "", referral.NotFoundf("no such partner")
	}
	return referral.Code(Text(found.Item, "parent")), nil
}
