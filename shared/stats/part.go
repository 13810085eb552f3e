package stats

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"time"

	"signpost/shared/referral"
)

// One part of a report has at most so many rows, and bytes in its rows. Lambda's answers end at
// 6 MB, of which quotes take two each and what is not text takes a third more.
const (
	maxRows  = 10_000
	maxBytes = 4 << 20
)

// Cursors turns positions in a report into cursors of one caller, and back. An empty one stands for
// the start. Open returns an error of kind Invalid for what is not a cursor of this report.
type Cursors interface {
	Open(ctx context.Context, cursor string) (position string, err error)
	Seal(ctx context.Context, position string) (cursor string, err error)
}

// Part is one part of a report that is asked for.
type Part struct {
	Query   referral.StatsQuery
	address string
	cursors Cursors
	after   []string // the keys of the last row before it
}

// position is what a cursor stands for. It has the days, because those of the first part may depend
// on when it was asked for.
type position struct {
	From, To referral.Day
	After    []string
}

// Output is a part as an operation returns it.
type Output struct {
	Link string `header:"Link" doc:"The address of the next part, with rel=\"next\"; absent in the last one"`
	Body Stats
}

// Part checks the parameters. address is that of the report, and cursors are bound to it. The error
// is of kind Invalid and names the parameters that are not valid.
func (p Parameters) Part(ctx context.Context, now time.Time, address string, cursors Cursors) (Part, error) {
	part := Part{address: address, cursors: cursors}
	var err error
	if part.Query, err = p.query(now); err != nil || p.Cursor == "" {
		return part, err
	}
	text, err := cursors.Open(ctx, p.Cursor)
	if err != nil {
		return part, err
	}
	var at position
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		return part, fmt.Errorf("the position of a cursor: %w", err)
	}
	part.Query.From, part.Query.To, part.after = at.From, at.To, at.After
	return part, nil
}

// Of returns this part of the sums, which were read at asOf. The usual currency is shown first
// unless all revenue is in others.
func (p Part) Of(ctx context.Context, sums *referral.Stats, asOf time.Time, usual string) (*Output, error) {
	rows := sums.Rows()
	first, found := slices.BinarySearchFunc(rows, p.after, func(r referral.Row, after []string) int {
		return slices.Compare(r.Values, after)
	})
	if found {
		first++
	}
	body, last := present(sums, rows[first:], asOf, usual)
	body.isLater = p.after != nil
	out := &Output{Body: body}
	if last == nil {
		return out, nil
	}
	text, err := json.Marshal(position{p.Query.From, p.Query.To, last})
	if err != nil {
		return nil, err
	}
	if out.Body.Next, err = p.cursors.Seal(ctx, string(text)); err != nil {
		return nil, err
	}
	out.Link = fmt.Sprintf(`<%s&cursor=%s>; rel="next"`, p.address, url.QueryEscape(out.Body.Next))
	return out, nil
}
