package table

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"signpost/shared/referral"
)

// Search says which page of a list is wanted.
type Search struct {
	// Prefix is what the code or the name begins with, whatever the case. "" lists everything in
	// the order of the codes.
	Prefix string
	Limit  int    // at most this many, at least 1
	After  string // what the page before returned; "" for the first
}

// Partners returns a page of all partners and where the next one begins: with a prefix, first those
// whose code begins with it, then those of whom only the name does. It finds names in the index.
func (t *Table) Partners(ctx context.Context, s Search) ([]referral.Partner, string, error) {
	return listDirectory(ctx, t, "partner", s, partnerRecord.partner)
}

// Programs returns a page of all programs, as Partners does.
func (t *Table) Programs(ctx context.Context, s Search) ([]referral.Program, string, error) {
	return listDirectory(ctx, t, "program", s, programRecord.program)
}

// Websites returns a page of all websites, as Partners does.
func (t *Table) Websites(ctx context.Context, s Search) ([]referral.Website, string, error) {
	return listDirectory(ctx, t, "website", s, websiteRecord.website)
}

// websitesAtOnce is how many websites are listed in one request.
const websitesAtOnce = 1000

// WebsiteCodes returns the codes of all websites.
func (t *Table) WebsiteCodes(ctx context.Context) ([]referral.Code, error) {
	var codes []referral.Code
	for s := (Search{Limit: websitesAtOnce}); ; {
		websites, next, err := t.Websites(ctx, s)
		if err != nil {
			return nil, err
		}
		for _, w := range websites {
			codes = append(codes, w.Code)
		}
		if next == "" {
			return codes, nil
		}
		s.After = next
	}
}

// Where a list goes on: in the order of the codes, or of the names.
const (
	afterCode = "c#"
	afterName = "n#"
)

// listDirectory pages through the rows by code and then, with a prefix, through those by name.
func listDirectory[R, T any](
	ctx context.Context, t *Table, kind string, s Search, value func(R) T,
) ([]T, string, error) {
	items, next, err := t.directoryPage(ctx, kind, s)
	if err != nil {
		return nil, "", fmt.Errorf("list %ss: %w", kind, err)
	}
	values, err := valuesOf(items, value)
	if err != nil {
		return nil, "", fmt.Errorf("list %ss: %w", kind, err)
	}
	return values, next, nil
}

func (t *Table) directoryPage(ctx context.Context, kind string, s Search) ([]Item, string, error) {
	prefix := foldName(s.Prefix)
	var items []Item
	if !strings.HasPrefix(s.After, afterName) {
		found, more, err := t.rowsByCode(ctx, kind, prefix, strings.TrimPrefix(s.After, afterCode), s.Limit)
		if err != nil || more {
			return found, afterCode + last(found, AttrSK), err
		}
		if items = found; prefix == "" {
			return items, "", nil
		}
		s.After = afterName
	}
	if len(items) == s.Limit {
		return items, afterName, nil
	}
	after := strings.TrimPrefix(s.After, afterName)
	found, next, err := t.rowsByName(ctx, kind, prefix, after, s.Limit-len(items))
	return append(items, found...), next, err
}

// rowsByCode returns up to limit rows whose code begins with prefix, and whether there are more.
func (t *Table) rowsByCode(
	ctx context.Context, kind, prefix, after string, limit int,
) ([]Item, bool, error) {
	in := t.query(directoryKey(kind, "").PK, prefix)
	if after != "" {
		in.ExclusiveStartKey = directoryKey(kind, referral.Code(after)).Attributes()
	}
	return t.collect(ctx, in, limit)
}

// rowsByName returns up to limit rows whose name begins with prefix while the code does not, and
// where to go on, "" at the end. It reads at most one page: the answer may be short where many
// names begin as their codes do.
func (t *Table) rowsByName(
	ctx context.Context, kind, prefix, after string, limit int,
) ([]Item, string, error) {
	in := t.queryIndex(namesKey(kind, "", "").PK, prefix)
	in.Limit = aws.Int32(int32(limit))
	if after != "" {
		in.ExclusiveStartKey = nameRowKey(kind, after)
	}
	page, err := t.client.Query(ctx, in)
	if err != nil {
		return nil, "", err
	}
	var items []Item
	for _, item := range page.Items {
		if !strings.HasPrefix(Text(item, AttrSK), prefix) {
			items = append(items, item)
		}
	}
	if page.LastEvaluatedKey == nil {
		return items, "", nil
	}
	return items, afterName + Text(page.LastEvaluatedKey, attrGSISK), nil
}

// nameRowKey returns the whole key of the row that has this gsi1sk, which ends in the code.
func nameRowKey(kind, gsisk string) Item {
	code := gsisk[strings.LastIndexByte(gsisk, '#')+1:]
	return withIndex(directoryKey(kind, referral.Code(code)), Key{namesKey(kind, "", "").PK, gsisk})
}
