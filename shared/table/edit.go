package table

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// edit is one admin change of a partner, program or website. It is one transaction: the thing
// itself, on the condition that its version has not changed, the note in the audit, its row in the
// directory, and its memberships.
type edit struct {
	kind          string // "partner", "program" or "website"
	code          referral.Code
	name          string
	before, after Item   // before is nil for a new thing
	version       int    // that of before
	action        string // for the audit; "" for what follows from before
	by            referral.Stamp
	memberships   []types.TransactWriteItem
}

func (t *Table) writes(e edit) []types.TransactWriteItem {
	thing, action := t.putNew(e.after), referral.ActionCreate
	if e.before != nil {
		thing, action = t.replace(e.version, e.after), cmp.Or(e.action, referral.ActionUpdate)
	}
	return append([]types.TransactWriteItem{
		thing,
		t.auditPut(auditItem(e.kind, string(e.code), action, e.before, e.after, e.by, e.version+1)),
		t.put(directoryItem(e)),
	}, e.memberships...)
}

// size is how many items of a transaction e takes: those that every edit has, and the memberships.
func (e edit) size() int { return 3 + len(e.memberships) }

// directoryItem repeats the thing under the keys by which all of its kind are listed in the order
// of their codes and found by name.
//
// It holds everything, so that a page of a list is one query and costs what it returns. All of a
// kind are in one partition: 50,000 partners are some 20 MB, and its 1,000 write units a second are
// ten times what Cognito lets an import create.
func directoryItem(e edit) Item {
	row := maps.Clone(e.after)
	maps.Copy(row, withIndex(directoryKey(e.kind, e.code), namesKey(e.kind, foldName(e.name), e.code)))
	return row
}

// foldName returns name as names are compared: without case, with single spaces.
func foldName(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// apply writes e. If the thing exists already, or has changed since it was read, that is a Conflict
// error.
func (t *Table) apply(ctx context.Context, e edit) error {
	return editError(t.transact(ctx, t.writes(e)...), e)
}

func editError(err error, e edit) error {
	switch {
	case err == nil:
		return nil
	case conditionFailedAt(err, 0) && e.before == nil:
		return referral.Conflictf("there is a %s with that code already", e.kind)
	case conditionFailedAt(err, 0):
		return referral.Conflictf("somebody else has changed the %s in the meantime", e.kind)
	case mayPass(err):
		busy := referral.Errorf(referral.Unavailable, "somebody else is changing the same, try again")
		return fmt.Errorf("write %s %s: %w: %w", e.kind, e.code, busy, err)
	}
	return fmt.Errorf("write %s %s: %w", e.kind, e.code, err)
}

// membershipWrites puts an item for each program that a thing joins, and retires that of each
// program that it leaves.
func (t *Table) membershipWrites(
	before, after []referral.Code, at time.Time, item func(program referral.Code) Item,
) (writes []types.TransactWriteItem) {
	for _, program := range added(before, after) {
		writes = append(writes, t.put(item(program)))
	}
	for _, program := range added(after, before) {
		writes = append(writes, t.retire(KeyOf(item(program)), at))
	}
	return writes
}

// programsExist returns an Invalid error if one of the programs does not exist. Programs are never
// deleted, so what exists now exists forever.
func (t *Table) programsExist(ctx context.Context, codes []referral.Code) error {
	found, err := t.ProgramsByCode(ctx, codes)
	if err != nil {
		return fmt.Errorf("read programs: %w", err)
	}
	for _, code := range codes {
		if _, ok := found[code]; !ok {
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
		if !slices.Contains(before, code) {
			more = append(more, code)
		}
	}
	return more
}
