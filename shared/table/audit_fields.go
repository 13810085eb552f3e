package table

import (
	"encoding/json"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"signpost/shared/referral"
)

// unaudited are the attributes that say nothing about the thing itself, secrets, and how the credit
// for a conversion was decided, which no admin changes.
var unaudited = map[string]bool{
	AttrPK: true, AttrSK: true, attrGSIPK: true, attrGSISK: true,
	"version": true, "hash": true, attrSecret: true, "decision": true,
}

// apiNames are the attributes that have another name in the API; a dot leads into an object. All
// others are called the same there.
var apiNames = map[string]string{
	"partnerParam": "params.partner",
	"adParam":      "params.ad",
	"clickIdParam": "params.clickId",
	"created":      "createdAt",
	"revoked":      "revokedAt",
}

// auditFields returns the attributes of a thing as the fields that the API has for them, nil for
// none. What are fields already stay as they are, so that records of all releases can be read.
func auditFields(entity string, attributes map[string]any) map[string]any {
	fields := map[string]any{}
	if entity == "conversion" {
		fields["credited"] = nil // nobody, unless the attributes say otherwise
	}
	for name, value := range attributes {
		switch {
		case unaudited[name]:
		case name == "credit":
			fields["credited"] = creditedOf(value)
		default:
			setField(fields, name, value)
		}
	}
	if len(fields) == 0 {
		return nil
	}
	return fields
}

func setField(fields map[string]any, attribute string, value any) {
	name, renamed := apiNames[attribute]
	if !renamed {
		fields[attribute] = value
		return
	}
	object, field, nested := strings.Cut(name, ".")
	if !nested {
		fields[name] = value
		return
	}
	inner, ok := fields[object].(map[string]any)
	if !ok {
		inner = map[string]any{}
		fields[object] = inner
	}
	inner[field] = value
}

// creditedOf returns a credit, as a booking keeps it, as the API has it.
func creditedOf(kept any) any {
	text, ok := kept.(string)
	var c referral.Credit
	if !ok || json.Unmarshal([]byte(text), &c) != nil {
		return kept
	}
	return map[string]any{
		"partner": string(c.Partner),
		"website": string(c.Website),
		"ad":      string(c.Ad),
	}
}

// auditAction returns what a record says was done. Earlier releases called every change an update;
// the only one that there is of a conversion is the correction of its credit.
func auditAction(entity, action string) string {
	if entity == "conversion" && action == referral.ActionUpdate {
		return referral.ActionCredit
	}
	return action
}

// valuesIn returns the values of an item's attributes.
func valuesIn(item Item) map[string]any {
	var values map[string]any
	if err := attributevalue.UnmarshalMap(item, &values); err != nil {
		panic("table: " + err.Error()) // we have made the item
	}
	return values
}
