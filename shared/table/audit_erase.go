package table

import (
	"context"
	"fmt"
	"maps"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// EraseAudit takes the values of fields out of the notes about a thing, and returns how many notes
// have any. With dryRun it only counts them.
//
// Who has a right to be forgotten is stronger than a record that lasts for ever. So this is the one
// exception from the rule that a note is never replaced: by itself, with everything that says who
// did what and when, and that the fields were changed. Only their values are gone.
func (t *Table) EraseAudit(
	ctx context.Context, entity, code string, fields []string, dryRun bool,
) (int, error) {
	notes, err := t.collectAll(ctx, t.query(auditKey(entity, code, "").PK, ""))
	if err != nil {
		return 0, fmt.Errorf("read the audit: %w", err)
	}
	erased := 0
	for _, note := range notes {
		without, changed := withoutValues(note, fields)
		if !changed {
			continue
		}
		erased++
		if dryRun {
			continue
		}
		if err := t.replaceNote(ctx, note, without); err != nil {
			return 0, err
		}
	}
	return erased, nil
}

// withoutValues returns note with ErasedText for the values of fields, and whether it had any.
func withoutValues(note Item, fields []string) (without Item, changed bool) {
	without = maps.Clone(note)
	for _, side := range []string{"before", "after"} {
		values, ok := note[side].(*types.AttributeValueMemberM)
		if !ok {
			continue
		}
		kept := maps.Clone(values.Value)
		for _, field := range fields {
			value, has := kept[field].(*types.AttributeValueMemberS)
			if has && value.Value != "" && value.Value != referral.ErasedText {
				kept[field], changed = Str(referral.ErasedText), true
			}
		}
		without[side] = &types.AttributeValueMemberM{Value: kept}
	}
	return without, changed
}

// replaceNote writes without over note, on the condition that this is still the same change.
func (t *Table) replaceNote(ctx context.Context, note, without Item) error {
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                 &t.name,
		Item:                      without,
		ConditionExpression:       new("#by = :by AND #at = :at AND #action = :action"),
		ExpressionAttributeNames:  map[string]string{"#by": "by", "#at": "at", "#action": "action"},
		ExpressionAttributeValues: Item{":by": note["by"], ":at": note["at"], ":action": note["action"]},
	})
	if err != nil {
		return fmt.Errorf("erase values in the audit: %w", err)
	}
	return nil
}

// NoteErasure notes in the audit that customers of a merchant were erased, with numbers that say
// what that was.
func (t *Table) NoteErasure(
	ctx context.Context, merchant referral.Code, by referral.Stamp, numbers map[string]int,
) error {
	note := Item{}
	for name, n := range numbers {
		note[name] = Num(int64(n))
	}
	item := auditItem("customer", string(merchant), referral.ActionErase, nil, note, by, 0)
	if err := t.transact(ctx, t.auditPut(item)); err != nil {
		return fmt.Errorf("note an erasure: %w", err)
	}
	return nil
}
