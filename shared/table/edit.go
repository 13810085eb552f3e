package table

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// edit is one admin change of a partner, program or website. It is written in one transaction: the thing itself on the condition that its
// version has not moved, its row in the directory, its memberships, and the note in the audit.
type edit struct {
	kind          string // "partner", "program" or "website"
	code          referral.Code
	name          string
	before, after Item // before is nil for a new thing
	version       int  // that before has
	by            referral.Stamp
	more          []types.TransactWriteItem
}

func (t *Table) writes(e edit) []types.TransactWriteItem {
	thing := &types.Put{TableName: &t.name, Item: e.after, ConditionExpression: new(notThere)}
	action := "create"
	if e.before != nil {
		action = "update"
		thing.ConditionExpression = new("version = :version")
		thing.ExpressionAttributeValues = Item{":version": Num(int64(e.version))}
	}
	return append([]types.TransactWriteItem{
		{Put: thing},
		t.auditPut(auditItem(e.kind, string(e.code), action, e.before, e.after, e.by, e.version+1)),
		{Put: &types.Put{TableName: &t.name, Item: directoryItem(e)}},
	}, e.more...)
}

// directoryItem is the thing once more, under the keys by which all of its kind are listed in the order of their codes and found by name.
//
// It holds everything, so that a page of a list is one query and costs what it returns. All of a kind are in one partition: 50,000
// partners are some 20 MB, and its 1,000 write units a second are ten times what Cognito lets an import make.
func directoryItem(e edit) Item {
	k, g := DirectoryKey(e.kind, e.code), NamesKey(e.kind, foldName(e.name), e.code)
	row := maps.Clone(e.after)
	maps.Copy(row, k.Attributes())
	row[AttrGSIPK], row[AttrGSISK] = Str(g.PK), Str(g.SK)
	return row
}

// foldName is how names are compared: without case, with single spaces.
func foldName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// apply writes e. A thing that exists already, or has another version than the change was based on, is a Conflict error.
func (t *Table) apply(ctx context.Context, e edit) error {
	_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: t.writes(e)})
	return editError(err, e)
}

func editError(err error, e edit) error {
	var canceled *types.TransactionCanceledException
	switch {
	case err == nil:
		return nil
	case slices.Contains(failedConditions(err), 0) && e.before == nil:
		return referral.Conflictf("there is a %s of that code already", e.kind)
	case slices.Contains(failedConditions(err), 0):
		return referral.Conflictf("somebody else has changed the %s meanwhile", e.kind)
	case errors.As(err, &canceled):
		return fmt.Errorf("write %s %s: %w: %w", e.kind, e.code, referral.Errorf(referral.Unavailable, "somebody else is changing the same, try again"), err)
	}
	return fmt.Errorf("write %s %s: %w", e.kind, e.code, err)
}

// programsExist returns an Invalid error if a program of codes does not exist. Programs are never deleted, so what exists now exists for ever.
func (t *Table) programsExist(ctx context.Context, codes []referral.Code) error {
	keys := make([]Key, len(codes))
	for i, code := range codes {
		keys[i] = ProgramKey(code)
	}
	found, err := t.batchGet(ctx, keys)
	if err != nil {
		return fmt.Errorf("read programs: %w", err)
	}
	for i, code := range codes {
		if found[keys[i]] == nil {
			return referral.InvalidField("programs", "there is no program %s", code)
		}
	}
	return nil
}

// sortedCodes returns codes in order, each once; nil for none.
func sortedCodes(codes []referral.Code) []referral.Code {
	if len(codes) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(codes)))
}

// added returns the codes of after that before does not have.
func added(before, after []referral.Code) []referral.Code {
	var more []referral.Code
	for _, code := range after {
		if !referral.ContainsCode(before, code) {
			more = append(more, code)
		}
	}
	return more
}
