package table_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// fields are what a record of the audit holds.
type fields = map[string]any

// Records of the audit are kept for good. Those of earlier releases hold attributes of the table.
func TestRecordsOfEarlierReleasesAreReadInTheWordsOfTheAPI(t *testing.T) {
	const (
		day      = "2026-03-04T05:06:07Z"
		decision = `{"Rule":{"Model":"latest","Version":1},"Verdicts":[]}`
		credit   = `{"Partner":"abc123","Website":"haircare","Ad":"","ClickID":"","Country":"NO"}`
	)
	credited := fields{"partner": "abc123", "website": "haircare", "ad": ""}
	o := newOffice(t)
	for name, test := range map[string]struct {
		entity string
		kept   referral.Change
		want   referral.Change
	}{
		"what has one name in both": {
			entity: "partner",
			kept:   referral.Change{Action: "update", Before: fields{"name": "Ann"}, After: fields{"name": "Anna"}},
			want:   referral.Change{Action: "update", Before: fields{"name": "Ann"}, After: fields{"name": "Anna"}},
		},
		"the names of parameters": {
			entity: "website",
			kept: referral.Change{
				Action: "update",
				Before: fields{"partnerParam": "partner"},
				After:  fields{"partnerParam": "p", "adParam": "a", "clickIdParam": "c"},
			},
			want: referral.Change{
				Action: "update",
				Before: fields{"params": fields{"partner": "partner"}},
				After:  fields{"params": fields{"partner": "p", "ad": "a", "clickId": "c"}},
			},
		},
		"a new webhook": {
			entity: "webhook",
			kept:   referral.Change{Action: "create", After: fields{"url": "https://example.com", "created": day}},
			want:   referral.Change{Action: "create", After: fields{"url": "https://example.com", "createdAt": day}},
		},
		"a revoked key": {
			entity: "key",
			kept:   referral.Change{Action: "revoke", After: fields{"revoked": day}},
			want:   referral.Change{Action: "revoke", After: fields{"revokedAt": day}},
		},
		"credit given to nobody": {
			entity: "conversion",
			kept: referral.Change{
				Action: "update",
				Before: fields{"credit": credit},
				After:  fields{"corrected": true, "decision": decision},
			},
			want: referral.Change{
				Action: "credit",
				Before: fields{"credited": credited},
				After:  fields{"credited": nil, "corrected": true},
			},
		},
		"credit that nobody had": {
			entity: "conversion",
			kept:   referral.Change{Action: "update", After: fields{"credit": credit, "corrected": true}},
			want: referral.Change{
				Action: "credit",
				Before: fields{"credited": nil},
				After:  fields{"credited": credited, "corrected": true},
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			o.keepRecord(t, test.entity, name, test.kept)
			got, _, err := o.Changes(t.Context(), test.entity, name, 10, "")
			if err != nil || len(got) != 1 {
				t.Fatalf("%+v, %v", got, err)
			}
			if c := got[0]; c.Action != test.want.Action ||
				!reflect.DeepEqual(c.Before, test.want.Before) || !reflect.DeepEqual(c.After, test.want.After) {
				t.Errorf("%s: %v → %v; want %+v", c.Action, c.Before, c.After, test.want)
			}
		})
	}
}

// keepRecord writes a record of the audit as it is given.
func (o *office) keepRecord(t *testing.T, entity, code string, c referral.Change) {
	t.Helper()
	record := fields{
		"pk": "AUDIT#" + entity + "#" + code, "sk": "01",
		"by": "admin", "at": keyNow, "action": c.Action, "version": 2,
	}
	if c.Before != nil {
		record["before"] = c.Before
	}
	if c.After != nil {
		record["after"] = c.After
	}
	item, err := attributevalue.MarshalMap(record)
	if err != nil {
		t.Fatal(err)
	}
	_, err = o.db.Client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &o.db.Table, Item: item})
	if err != nil {
		t.Fatal(err)
	}
}

// Rights forbid changing and deleting records of the audit, but not putting others in their place.
func TestNoChangeReplacesARecordOfTheAudit(t *testing.T) {
	o := newOffice(t)
	o.program("standard")
	ann := o.partner(referral.Partner{Code: "abc123", Name: "Ann"})
	hair := referral.Website{Code: "haircare", Name: "Hair", URL: "https://example.com/", Status: referral.Active}
	hair, err := o.CreateWebsite(t.Context(), hair, o.stamp())
	if err != nil {
		t.Fatal(err)
	}
	key := referral.NewMerchantKey("secret", "main", "web server", keyNow)
	if err := o.CreateMerchantKey(t.Context(), key, o.stamp()); err != nil {
		t.Fatal(err)
	}
	hook := referral.Webhook{ID: "hook", Merchant: "main", URL: "https://example.com/hook", Status: referral.Active}
	if hook, err = o.PutWebhook(t.Context(), nil, hook, new(o.stamp())); err != nil {
		t.Fatal(err)
	}
	sale := o.booked("order-1", "abc123")
	corrected := sale
	corrected.Credit, corrected.Corrected = nil, true

	changes := map[string]struct {
		code string
		make func(referral.Stamp) error
	}{
		"program": {"standard", func(by referral.Stamp) error {
			before := referral.Program{Code: "standard", Name: "standard", Version: 1}
			_, err := o.ChangeProgram(t.Context(), before, referral.Program{Code: "standard", Name: "Usual"}, by)
			return err
		}},
		"partner": {"abc123", func(by referral.Stamp) error {
			after := ann
			after.Name = "Anna"
			return o.WritePartners(t.Context(), []table.PartnerEdit{{Before: ann, After: after}}, by)[0]
		}},
		"website": {"haircare", func(by referral.Stamp) error {
			after := hair
			after.Name = "Haircare"
			_, err := o.ChangeWebsite(t.Context(), hair, after, by)
			return err
		}},
		"key": {key.ID, func(by referral.Stamp) error {
			return o.RevokeMerchantKey(t.Context(), key.ID, by)
		}},
		"webhook": {hook.ID, func(by referral.Stamp) error {
			_, err := o.PutWebhook(t.Context(), &hook, hook, &by)
			return err
		}},
		"rule": {referral.RuleCode, func(by referral.Stamp) error {
			_, err := o.ChangeRule(t.Context(), referral.DefaultRule, referral.FirstClick, by)
			return err
		}},
		"conversion": {referral.ConversionID("main", "order-1"), func(by referral.Stamp) error {
			_, err := o.Post(t.Context(), table.CreditCorrected(sale, corrected, by, nil))
			return err
		}},
		"day": {"2026-03-01", func(by referral.Stamp) error {
			after := table.Rebuild{ID: "rebuild", Until: 1}
			return o.FinishRebuild(t.Context(), "2026-03-01", table.Rebuild{}, after, by, nil)
		}},
		"customer": {"main", func(by referral.Stamp) error {
			return o.NoteErasure(t.Context(), "main", by, map[string]int{"conversions": 1})
		}},
	}
	for _, entity := range referral.Entities {
		t.Run(entity, func(t *testing.T) {
			change, ok := changes[entity]
			if !ok {
				t.Fatal("no change is tested")
			}
			kept := referral.Change{Action: "update", After: fields{"name": "kept"}}
			o.keepRecord(t, entity, change.code, kept)
			if err := change.make(referral.Stamp{By: "boss", At: keyNow, ID: "01"}); err == nil {
				t.Error("a change under the id of an earlier one was made")
			}
			all, _, err := o.Changes(t.Context(), entity, change.code, 10, "")
			if err != nil || len(all) == 0 {
				t.Fatal(all, err)
			}
			for _, c := range all {
				if c.ID == "01" && (c.By != "admin" || c.After["name"] != "kept") {
					t.Errorf("the record was replaced: %+v", c)
				}
			}
		})
	}
}
