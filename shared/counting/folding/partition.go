package folding

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"golang.org/x/sync/errgroup"

	"signpost/shared/counting"
	"signpost/shared/counting/folded"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// partition is the rows of one partner, of nobody or of one website that are being folded.
type partition struct {
	*part
	pk      string
	seen    map[referral.Code]bool
	items   map[table.Key]*item
	written int
}

// item is a folded item that rows are added to.
type item struct {
	*folded.Item
	isSum   bool
	changed bool
}

// errOvertaken says that somebody else has written an item since it was read.
var errOvertaken = errors.New("somebody else has folded the same")

// errUnsettled says that rows of a version of Signpost that did not know of log days may still be
// counting. They are from its last day at most.
var errUnsettled = errors.New("there are late rows that are not settled yet")

// maxOvertaken is how often a partition is begun anew because of others.
const maxOvertaken = 5

// fold folds the rows. It may end anywhere: each item says for itself how far it is.
func (p *partition) fold(ctx context.Context) error {
	for range maxOvertaken {
		p.seen, p.items = map[referral.Code]bool{}, map[table.Key]*item{}
		err := p.read(ctx)
		if err == nil {
			err = p.write(ctx)
		}
		if !errors.Is(err, errOvertaken) {
			return err
		}
	}
	return errOvertaken
}

// websites returns the websites of a partner's rows.
func (p *partition) websites() []referral.Code { return slices.Collect(maps.Keys(p.seen)) }

// read adds all rows to the items that they belong to.
func (p *partition) read(ctx context.Context) error {
	paging := dynamodb.NewQueryPaginator(p.Table.Client(), &dynamodb.QueryInput{
		TableName:              new(p.Table.Name()),
		KeyConditionExpression: new("pk = :pk AND sk BETWEEN :from AND :to"),
		ExpressionAttributeValues: table.Item{
			":pk": table.Str(p.pk), ":from": table.Str(string(p.state.Through.Add(1))),
			":to": table.Str(string(p.state.Next) + "$"), // which follows '#'
		},
		ConsistentRead: new(true),
	})
	for paging.HasMorePages() {
		page, err := paging.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("read rows of %s: %w", p.pk, err)
		}
		if err := p.page(ctx, page.Items); err != nil {
			return fmt.Errorf("rows of %s: %w", p.pk, err)
		}
	}
	return nil
}

func (p *partition) page(ctx context.Context, rows []table.Item) error {
	var counters []table.Counter
	for _, row := range rows {
		c, err := table.ParseCounter(table.KeyOf(row))
		if err != nil {
			return err
		}
		if !p.isSettled(c) {
			return errUnsettled
		}
		p.seen[c.Cell.Website] = true
		counters = append(counters, c)
	}
	if err := p.load(ctx, counters); err != nil {
		return err
	}
	for i, row := range rows {
		if err := p.add(counters[i], row); err != nil {
			return err
		}
	}
	return nil
}

// isSettled reports whether nothing can be added to a row whose log day is settled. That is so but
// for late rows from before there were log days: their keys begin with the day of their events.
func (p *partition) isSettled(c table.Counter) bool {
	if c.Row.Late == 0 || c.Row.Recount != "" || c.Displaced() {
		return true
	}
	return !p.Now().Before(counting.LateSettledFrom(c.Row.Late))
}

// target is an item into which a row is folded.
type target struct {
	key   table.Key
	span  folded.Span
	isSum bool
}

// targetsOf returns the items into which a row is folded.
func targetsOf(c table.Counter) (targets []target) {
	day := c.Cell.Hour.Day()
	for _, span := range []folded.Span{folded.Month(day), folded.Day(day)} {
		targets = append(targets, target{key: table.FoldKey(c, string(span)), span: span})
		if !c.Total {
			targets = append(targets, target{key: table.SummaryKey(c, string(span)), span: span, isSum: true})
		}
	}
	return targets
}

// load reads the items into which rows are folded, unless they have been read.
func (p *partition) load(ctx context.Context, counters []table.Counter) error {
	missing := map[table.Key]target{}
	for _, c := range counters {
		if !p.counts(c) {
			continue
		}
		for _, t := range targetsOf(c) {
			if p.items[t.key] == nil {
				missing[t.key] = t
			}
		}
	}
	found, err := p.Table.Items(ctx, slices.Collect(maps.Keys(missing)))
	if err != nil {
		return err
	}
	for key, t := range missing {
		read, err := folded.Read(t.span, found[key])
		if err != nil {
			return err
		}
		p.items[key] = &item{Item: read, isSum: t.isSum}
	}
	return nil
}

// counts reports whether a row counts for its day as it was last rebuilt.
func (p *partition) counts(c table.Counter) bool {
	return counting.Shows(p.rebuilds[c.Cell.Hour.Day()], c.Row)
}

// add adds a row to its items, but for those that have it.
func (p *partition) add(c table.Counter, row table.Item) error {
	if !p.counts(c) {
		return nil
	}
	rebuild := p.rebuilds[c.Cell.Hour.Day()].ID
	for _, t := range targetsOf(c) {
		into := p.items[t.key]
		if c.Row.Log <= into.Through {
			continue
		}
		_, err := counting.EachNumber(row, func(name string, n int64) bool {
			if into.isSum {
				name = counting.SumName(name)
			}
			into.Add(name, c.Cell.Hour, rebuild, n)
			into.changed = true
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// writeAtOnce is how many items of a partition are written at a time.
const writeAtOnce = 8

// write writes the items that have changed.
func (p *partition) write(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writeAtOnce)
	for key, item := range p.items {
		if item.changed {
			p.written++
			group.Go(func() error { return p.put(ctx, key, item) })
		}
	}
	return group.Wait()
}

// put writes an item, unless somebody else has since it was read.
func (p *partition) put(ctx context.Context, key table.Key, item *item) error {
	in := &dynamodb.PutItemInput{
		TableName: new(p.Table.Name()), ConditionExpression: new("attribute_not_exists(pk)"),
	}
	if item.Through != "" {
		in.ConditionExpression = new("through = :through")
		in.ExpressionAttributeValues = table.Item{":through": table.Str(string(item.Through))}
	}
	item.Through = p.state.Next
	if !item.isSum {
		shorten(item.Item)
	}
	in.Item = item.Attributes(key)
	_, err := p.Table.Client().PutItem(ctx, in)
	if table.ConditionFailed(err) {
		return errOvertaken
	}
	if err != nil {
		return fmt.Errorf("write what is folded of %s: %w", p.pk, err)
	}
	return nil
}
