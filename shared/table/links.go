package table

import (
	"context"
	"fmt"
	"strings"
	"time"

	"signpost/shared/referral"
)

// linkRecord is the item of a generated link. In the index are only those that somebody else made
// for the partner.
type linkRecord struct {
	PK        string        `dynamodbav:"pk"`
	SK        string        `dynamodbav:"sk"`
	GSIPK     string        `dynamodbav:"gsi1pk,omitempty"`
	GSISK     string        `dynamodbav:"gsi1sk,omitempty"`
	Website   referral.Code `dynamodbav:"website"`
	Partner   referral.Code `dynamodbav:"partner"`
	Ad        referral.Code `dynamodbav:"ad,omitempty"`
	Maker     referral.Code `dynamodbav:"maker"`
	CreatedAt time.Time     `dynamodbav:"createdAt"`
}

func recordOfLink(l referral.Link) linkRecord {
	k := linkKey(l)
	r := linkRecord{
		PK:        k.PK,
		SK:        k.SK,
		Website:   l.Website,
		Partner:   l.Partner,
		Ad:        l.Ad,
		Maker:     l.Maker,
		CreatedAt: l.CreatedAt.UTC(),
	}
	if l.Maker != l.Partner {
		g := linksForKey(l)
		r.GSIPK, r.GSISK = g.PK, g.SK
	}
	return r
}

func (r linkRecord) link() referral.Link {
	return referral.Link{
		Website:   r.Website,
		Partner:   r.Partner,
		Ad:        r.Ad,
		Maker:     r.Maker,
		CreatedAt: r.CreatedAt,
	}
}

// KeepLink notes that l was generated. If its maker had generated it before, it returns the link as
// it was then, and false.
func (t *Table) KeepLink(ctx context.Context, l referral.Link) (kept referral.Link, isNew bool, err error) {
	there, err := t.putOnce(ctx, marshal(recordOfLink(l)))
	if err != nil {
		return l, false, fmt.Errorf("write a link: %w", err)
	}
	if there == nil {
		return l, true, nil
	}
	links, err := valuesOf([]Item{there}, linkRecord.link)
	if err != nil {
		return l, false, fmt.Errorf("read a link: %w", err)
	}
	return links[0], false, nil
}

// Where a list of links goes on: among those that the partner made, or that others made for it.
const (
	afterMade = "m#"
	afterFor  = "f#"
)

// LinksOf lists up to limit links that partner made and, after them, those that others made for it.
// The latter it reads from the index.
func (t *Table) LinksOf(
	ctx context.Context, partner referral.Code, after string, limit int,
) ([]referral.Link, string, error) {
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

func (t *Table) linksMade(
	ctx context.Context, maker referral.Code, after string, limit int,
) ([]Item, bool, error) {
	made := linkKey(referral.Link{Maker: maker}).PK
	in := t.query(made, "")
	if after != "" {
		in.ExclusiveStartKey = Key{made, after}.Attributes()
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, false, fmt.Errorf("list links: %w", err)
	}
	return items, more, nil
}

// linksFor reads the index. A position is the index's sort key, which ends in the maker. With limit
// 0 it only says whether there are any.
func (t *Table) linksFor(
	ctx context.Context, partner referral.Code, after string, limit int,
) ([]Item, string, error) {
	index := linksForKey(referral.Link{Partner: partner}).PK
	in := t.queryIndex(index, "")
	if at := strings.LastIndexByte(after, '#'); at > 0 {
		made := linkKey(referral.Link{Maker: referral.Code(after[at+1:])}).PK
		link := Key{made, after[:at]}
		in.ExclusiveStartKey = withIndex(link, Key{index, after})
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list links: %w", err)
	}
	if !more {
		return items, "", nil
	}
	return items, afterFor + last(items, attrGSISK), nil
}
