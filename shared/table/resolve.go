package table

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

var errUnprocessed = errors.New("the table left keys unread")

// ReadLink reads the website, partner and ad with these codes in one request; "" is not read. What does not exist is nil. The reads are eventually
// consistent: what was written within the last moments may be missing.
func (t *Table) ReadLink(ctx context.Context, website, partner, ad referral.Code) (*referral.Website, *referral.Partner, *referral.Ad, error) {
	var keys []Item
	for _, k := range []struct {
		code referral.Code
		key  Key
	}{{website, WebsiteKey(website)}, {partner, PartnerKey(partner)}, {ad, AdKey(ad)}} {
		if k.code != "" {
			keys = append(keys, k.key.Attributes())
		}
	}
	items, err := t.readTogether(ctx, keys, false)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("read a link: %w", err)
	}
	return linkOf(items)
}

func linkOf(items []Item) (w *referral.Website, p *referral.Partner, a *referral.Ad, err error) {
	for _, item := range items {
		switch Text(item, AttrSK) {
		case "WEBSITE":
			var r websiteRecord
			err = errors.Join(err, attributevalue.UnmarshalMap(item, &r))
			w = new(r.website())
		case "PARTNER":
			var r partnerRecord
			err = errors.Join(err, attributevalue.UnmarshalMap(item, &r))
			p = new(r.partner())
		case "AD":
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

// readTogether reads the items at keys in one request. It fails when the table leaves some unread, as it does when it is throttled.
func (t *Table) readTogether(ctx context.Context, keys []Item, consistent bool) ([]Item, error) {
	out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{t.name: {Keys: keys, ConsistentRead: &consistent}},
	})
	if err != nil {
		return nil, err
	}
	if len(out.UnprocessedKeys) > 0 {
		return nil, errUnprocessed
	}
	return out.Responses[t.name], nil
}
