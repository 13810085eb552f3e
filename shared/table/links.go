package table

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

type linkRecord struct {
	PK        string        `dynamodbav:"pk"`
	SK        string        `dynamodbav:"sk"`
	GSIPK     string        `dynamodbav:"gsi1pk,omitempty"` // only of links that somebody else made for the partner
	GSISK     string        `dynamodbav:"gsi1sk,omitempty"`
	Website   referral.Code `dynamodbav:"website"`
	Partner   referral.Code `dynamodbav:"partner"`
	Ad        referral.Code `dynamodbav:"ad,omitempty"`
	Maker     referral.Code `dynamodbav:"maker"`
	CreatedAt time.Time     `dynamodbav:"createdAt"`
}

func recordOfLink(l referral.Link) linkRecord {
	k := LinkKey(l)
	r := linkRecord{PK: k.PK, SK: k.SK, Website: l.Website, Partner: l.Partner, Ad: l.Ad, Maker: l.Maker, CreatedAt: l.CreatedAt.UTC()}
	if l.Maker != l.Partner {
		g := LinksForKey(l)
		r.GSIPK, r.GSISK = g.PK, g.SK
	}
	return r
}

func (r linkRecord) link() referral.Link {
	return referral.Link{Website: r.Website, Partner: r.Partner, Ad: r.Ad, Maker: r.Maker, CreatedAt: r.CreatedAt}
}

// KeepLink notes that l was generated. If its maker had generated it before, it returns the link of then, and false.
func (t *Table) KeepLink(ctx context.Context, l referral.Link) (kept referral.Link, isNew bool, err error) {
	_, err = t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: marshal(recordOfLink(l)), ConditionExpression: new(notThere),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld})
	var failed *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return l, true, nil
	case !errors.As(err, &failed):
		return l, false, fmt.Errorf("write a link: %w", err)
	case len(failed.Item) == 0:
		var r linkRecord
		err := t.get(ctx, LinkKey(l), "link", &r)
		return r.link(), false, err
	}
	var r linkRecord
	if err := attributevalue.UnmarshalMap(failed.Item, &r); err != nil {
		return l, false, fmt.Errorf("read a link: %w", err)
	}
	return r.link(), false, nil
}

// Where a list of links goes on: among those that the partner made, or those that others made for it.
const (
	afterMade = "m#"
	afterFor  = "f#"
)

// LinksOf returns up to limit links that partner made, and after them those that others made for it, and where to go on, "" at the end.
func (t *Table) LinksOf(ctx context.Context, partner referral.Code, after string, limit int) ([]referral.Link, string, error) {
	position, inFor := strings.CutPrefix(after, afterFor)
	var items []Item
	if !inFor {
		position = ""
		made, more, err := t.linksMade(ctx, partner, strings.TrimPrefix(after, afterMade), limit)
		if err != nil {
			return nil, "", err
		}
		items = made
		if more {
			links, err := valuesOf(items, linkRecord.link)
			return links, afterMade + last(made, AttrSK), err
		}
	}
	others, next, err := t.linksFor(ctx, partner, position, limit-len(items))
	if err != nil {
		return nil, "", err
	}
	links, err := valuesOf(append(items, others...), linkRecord.link)
	return links, next, err
}

func (t *Table) linksMade(ctx context.Context, maker referral.Code, after string, limit int) ([]Item, bool, error) {
	in := &dynamodb.QueryInput{TableName: &t.name, ConsistentRead: new(true),
		KeyConditionExpression:    new("pk = :pk AND begins_with(sk, :links)"),
		ExpressionAttributeValues: Item{":pk": Str(PartnerKey(maker).PK), ":links": Str(PrefixLink)}}
	if after != "" {
		in.ExclusiveStartKey = Key{PartnerKey(maker).PK, after}.Attributes()
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, false, fmt.Errorf("list links: %w", err)
	}
	return items, more, nil
}

// linksFor reads the index. A position is the index's sort key, which ends in the maker. With limit 0 it says only whether there are any.
func (t *Table) linksFor(ctx context.Context, partner referral.Code, after string, limit int) ([]Item, string, error) {
	index := LinksForKey(referral.Link{Partner: partner}).PK
	in := &dynamodb.QueryInput{TableName: &t.name, IndexName: new(IndexName),
		KeyConditionExpression:    new("gsi1pk = :pk"),
		ExpressionAttributeValues: Item{":pk": Str(index)}}
	if at := strings.LastIndexByte(after, '#'); at > 0 {
		in.ExclusiveStartKey = withIndex(Key{PartnerKey(referral.Code(after[at+1:])).PK, after[:at]}, Key{index, after})
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list links: %w", err)
	}
	if !more {
		return items, "", nil
	}
	return items, afterFor + last(items, AttrGSISK), nil
}
