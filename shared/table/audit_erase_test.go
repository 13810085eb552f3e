package table_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Whatever the release that wrote them, records lose the values and nothing else.
func TestOnlyNamesAndAddressesGoFromTheAudit(t *testing.T) {
	o := newOffice(t)
	record := func(id, action string, before, after fields) table.Item {
		item := table.Item{
			"pk": table.Str("AUDIT#partner#abc123"), "sk": table.Str(id), "by": table.Str("boss"),
			"at": table.Str("2026-03-04T05:06:07Z"), "action": table.Str(action), "version": table.Num(3),
		}
		for side, values := range map[string]fields{"before": before, "after": after} {
			if values != nil {
				value, err := attributevalue.Marshal(values)
				if err != nil {
					t.Fatal(err)
				}
				item[side] = value
			}
		}
		return item
	}
	for _, item := range []table.Item{
		record("01", "create", nil, fields{"name": "Ann", "email": "ann@example.com", "status": "active"}),
		record("02", "update", fields{"email": "ann@example.com"}, fields{"programs": []string{"standard"}}),
		record("03", "update", fields{"status": "active"}, fields{"status": "inactive"}),
	} {
		_, err := o.Client().PutItem(t.Context(), &dynamodb.PutItemInput{TableName: new(o.Name()), Item: item})
		if err != nil {
			t.Fatal(err)
		}
	}
	read := func() []referral.Change {
		changes, _, err := o.Changes(t.Context(), "partner", "abc123", 10, "")
		if err != nil {
			t.Fatal(err)
		}
		return changes
	}
	before := read()
	for _, step := range []struct {
		dryRun bool
		want   int
	}{{true, 2}, {true, 2}, {false, 2}, {false, 0}} {
		n, err := o.EraseAudit(t.Context(), "partner", "abc123", []string{"name", "email"}, step.dryRun)
		if err != nil || n != step.want {
			t.Errorf("dry run %v: %d, %v; want %d", step.dryRun, n, err, step.want)
		}
		if step.dryRun && !reflect.DeepEqual(read(), before) {
			t.Error("a dry run has changed something")
		}
	}
	after := read()
	for i := range before {
		for _, side := range []fields{before[i].Before, before[i].After} {
			for _, field := range []string{"name", "email"} {
				if _, has := side[field]; has {
					side[field] = referral.ErasedText
				}
			}
		}
	}
	if !reflect.DeepEqual(after, before) {
		t.Errorf("%+v; want %+v", after, before)
	}
	if len(after) != 3 || !strings.Contains(after[0].ID, "03") {
		t.Errorf("%+v", after)
	}
}
