package table

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"signpost/shared/referral"
)

// ReadLink reads the website, partner and ad of a link in one request. A code "" is not read,
// and what does not exist is nil. The reads are eventually consistent: what was written a moment
// ago may be missing.
func (t *Table) ReadLink(
	ctx context.Context, website, partner, ad referral.Code,
) (*referral.Website, *referral.Partner, *referral.Ad, error) {
	var keys []Key
	for _, part := range []struct {
		code referral.Code
		key  Key
	}{{website, websiteKey(website)}, {partner, partnerKey(partner)}, {ad, adKey(ad)}} {
		if part.code != "" {
			keys = append(keys, part.key)
		}
	}
	items, err := t.getTogether(ctx, keys, false)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("read a link: %w", err)
	}
	return linkOf(items)
}

func linkOf(items []Item) (w *referral.Website, p *referral.Partner, a *referral.Ad, err error) {
	for _, item := range items {
		switch Text(item, AttrSK) {
		case sortWebsite:
			var r websiteRecord
			err = errors.Join(err, attributevalue.UnmarshalMap(item, &r))
			w = new(r.website())
		case sortPartner:
			var r partnerRecord
			err = errors.Join(err, attributevalue.UnmarshalMap(item, &r))
			p = new(r.partner())
		case sortAd:
			var r adRecord
			err = errors.Join(err, attributevalue.UnmarshalMap(item, &r))
			a = new(r.ad())
		}
	}
	if err != nil {
		return nil, nil, nil, fmt.Errorf("read a link: %w", err)
	}
	return w, p, a, nil
}
