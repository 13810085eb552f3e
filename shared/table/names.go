package table

import (
	"context"
	"fmt"

	"signpost/shared/referral"
)

// Names are the names of things, by their codes. What does not exist has none.
type Names struct{ Partners, Websites, Ads map[referral.Code]string }

// attrName is the attribute that partners, websites and ads have their names in.
const attrName = "name"

// NamesOf reads the names of many things, a hundred in a request. Codes may be empty and may
// repeat.
func (t *Table) NamesOf(ctx context.Context, partners, websites, ads []referral.Code) (Names, error) {
	names := Names{map[referral.Code]string{}, map[referral.Code]string{}, map[referral.Code]string{}}
	kinds := []struct {
		codes []referral.Code
		key   func(referral.Code) Key
		names map[referral.Code]string
	}{{partners, partnerKey, names.Partners}, {websites, websiteKey, names.Websites}, {ads, adKey, names.Ads}}
	var keys []Key
	for _, kind := range kinds {
		for _, code := range kind.codes {
			if code != "" {
				keys = append(keys, kind.key(code))
			}
		}
	}
	found, err := t.batchGet(ctx, keys)
	if err != nil {
		return names, fmt.Errorf("read names: %w", err)
	}
	for _, kind := range kinds {
		for _, code := range kind.codes {
			if item := found[kind.key(code)]; item != nil {
				kind.names[code] = Text(item, attrName)
			}
		}
	}
	return names, nil
}
