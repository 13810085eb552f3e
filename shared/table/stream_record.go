package table

import (
	"strings"

	"signpost/shared/referral"
)

// StreamRecord is what a record of the table's stream says about an item, as Lambda delivers it
// in JSON: the attributes that are strings. Of other attributes S is empty.
type StreamRecord struct {
	Keys     map[string]struct{ S string }
	NewImage map[string]struct{ S string }
}

// Conversion returns which conversion was written. ok is false for every other item, among them
// those at a conversion's partition key: its ledger entries, and the note of a refund that came
// before its sale.
func (r StreamRecord) Conversion() (merchant referral.Code, externalID string, ok bool) {
	id, ok := strings.CutPrefix(r.Keys[AttrPK].S, PrefixConversion)
	name, externalID, cut := strings.Cut(id, "#")
	k := conversionKey(referral.Code(name), externalID)
	if !ok || !cut || r.Keys[AttrSK].S != k.SK || r.NewImage["type"].S == "" {
		return "", "", false
	}
	return referral.Code(name), externalID, true
}
