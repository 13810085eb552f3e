package table

import (
	"context"
	"fmt"

	"signpost/shared/referral"
)

type ruleRecord struct {
	PK      string         `dynamodbav:"pk"`
	SK      string         `dynamodbav:"sk"`
	Model   referral.Model `dynamodbav:"model"`
	Version int            `dynamodbav:"version"`
}

func recordOfRule(r referral.Rule) Item {
	k := ruleKey()
	return marshal(ruleRecord{PK: k.PK, SK: k.SK, Model: r.Model, Version: r.Version})
}

// Rule returns the rule of attribution as it is now.
func (t *Table) Rule(ctx context.Context) (referral.Rule, error) {
	var r ruleRecord
	err := t.get(ctx, ruleKey(), "rule", &r)
	if referral.CodeOf(err) == referral.NotFound {
		return referral.DefaultRule, nil
	}
	return referral.Rule{Model: r.Model, Version: r.Version}, err
}

// ChangeRule makes model the rule, as the version after before, and notes it in the audit. If
// the rule has changed since before was read, that is a Conflict error. Credit that was decided
// stays as it is.
func (t *Table) ChangeRule(
	ctx context.Context, before referral.Rule, model referral.Model, by referral.Stamp,
) (referral.Rule, error) {
	after := referral.Rule{Model: model, Version: before.Version + 1}
	was, is := recordOfRule(before), recordOfRule(after)
	put := t.replace(before.Version, is)
	put.Put.ConditionExpression = new(notThere + " OR version = :version") // the default is not written
	note := auditItem("rule", referral.RuleCode, referral.ActionUpdate, was, is, by, after.Version)
	err := t.transact(ctx, put, t.auditPut(note))
	if anyConditionFailed(err) {
		return before, referral.Conflictf("somebody else has changed the rule in the meantime")
	}
	if err != nil {
		return before, fmt.Errorf("change the rule: %w", err)
	}
	return after, nil
}
