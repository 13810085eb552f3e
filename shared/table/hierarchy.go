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

// move is an edit that gives a partner who exists another parent.
type move struct {
	edit
	partner, parent referral.Code
}

// applyMoves writes the edits that it is for, which are moves, as applyAll does others, but one transaction after the other: they would only
// hold each other up.
func (t *Table) applyMoves(ctx context.Context, edits []edit, changes []PartnerEdit, is func(int) bool, errs []error) {
	moveOf := func(i int) move { return move{edits[i], changes[i].After.Code, changes[i].After.Parent} }
	for _, members := range t.together(edits, is, transactionItems-1) { // one is for the guard
		moves := make([]move, len(members))
		for n, i := range members {
			moves[n] = moveOf(i)
		}
		if t.applyGuarded(ctx, moves...) == nil {
			continue
		}
		for _, i := range members {
			errs[i] = t.applyGuarded(ctx, moveOf(i))
		}
	}
}

// applyGuarded writes moves, all or none, so that no cycle can come of them however many are made at once: the number of such changes is read
// first, then the chains above the new parents, as they are with the moves made, and the write is on the condition that the number has not
// gone on. Whatever was committed before it was read is seen in the chains; whatever is committed after it makes the condition fail, and we
// look again. The error is that of the first move, if there are several.
//
// A new partner needs no guard: nobody can be below it yet.
func (t *Table) applyGuarded(ctx context.Context, moves ...move) error {
	var plain []types.TransactWriteItem
	for _, m := range moves {
		plain = append(plain, t.writes(m.edit)...)
	}
	for range guardTries {
		var h hierarchyRecord
		if err := t.get(ctx, HierarchyKey(), "hierarchy", &h); err != nil && referral.CodeOf(err) != referral.NotFound {
			return err
		}
		if err := t.checkMoves(ctx, moves); err != nil {
			return err
		}
		err := t.transactPatiently(ctx, append(slices.Clone(plain), t.hierarchyMoves(h.Changes)))
		if !movedMeanwhile(err, len(plain)) {
			return editError(err, moves[0].edit)
		}
	}
	return referral.Errorf(referral.Unavailable, "many parents are being changed at once, try again")
}

// checkMoves returns an Invalid error if one of the partners would be below itself with all of the moves made.
func (t *Table) checkMoves(ctx context.Context, moves []move) error {
	parents := map[referral.Code]referral.Code{}
	for _, m := range moves {
		parents[m.partner] = m.parent
	}
	read := t.parentOf(ctx)
	parentOf := func(code referral.Code) (referral.Code, error) {
		if parent, known := parents[code]; known {
			return parent, nil
		}
		parent, err := read(code)
		if err == nil {
			parents[code] = parent
		}
		return parent, err
	}
	for _, m := range moves {
		if err := referral.CheckParent(m.partner, m.parent, parentOf); err != nil {
			return err
		}
	}
	return nil
}

type hierarchyRecord struct {
	Changes int64 `dynamodbav:"changes"`
}

func (t *Table) hierarchyMoves(from int64) types.TransactWriteItem {
	condition := "changes = :from"
	if from == 0 {
		condition = "attribute_not_exists(changes) OR changes = :from"
	}
	return types.TransactWriteItem{Update: &types.Update{TableName: &t.name, Key: HierarchyKey().Attributes(),
		UpdateExpression: new("SET changes = :to"), ConditionExpression: &condition,
		ExpressionAttributeValues: Item{":from": Num(from), ":to": Num(from + 1)}}}
}

// movedMeanwhile tells whether err, of a transaction, is worth another look: write guard failed on its condition, or met another
// transaction. If one of the partners has moved, it is not.
func movedMeanwhile(err error, guard int) bool {
	failed := failedConditions(err)
	if slices.ContainsFunc(failed, func(i int) bool { return i != guard }) {
		return false
	}
	var canceled *types.TransactionCanceledException
	return slices.Contains(failed, guard) || errors.As(err, &canceled) && slices.ContainsFunc(canceled.CancellationReasons,
		func(r types.CancellationReason) bool { return r.Code != nil && *r.Code == "TransactionConflict" })
}

// parentOf returns a function that reads the parent of a partner, and nothing else of it, with a consistent read.
func (t *Table) parentOf(ctx context.Context) func(referral.Code) (referral.Code, error) {
	return func(code referral.Code) (referral.Code, error) {
		found, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.name, Key: PartnerKey(code).Attributes(),
			ConsistentRead: new(true), ProjectionExpression: new("pk, parent")})
		if err != nil {
			return "", fmt.Errorf("read the parent of %s: %w", code, err)
		}
		if len(found.Item) == 0 {
			return "", referral.NotFoundf("no such partner")
		}
		return referral.Code(Text(found.Item, "parent")), nil
	}
}
