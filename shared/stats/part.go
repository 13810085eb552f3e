package stats

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// One part of a report has at most so many rows, and bytes in its rows. Lambda's answers end at
// 6 MB, of which quotes take two each and what is not text takes a third more.
const (
	maxRows  = 10_000
	maxBytes = 4 << 20
)

// Account is what the stats of an account are made with.
type Account struct {
	Store Store
	// Currency is shown first, unless all revenue is in others, and where there is none.
	Currency string
	// Zone is that of stats that don't name one.
	Zone referral.Zone
}

// Cursors turns positions in a report into cursors of one caller, and back. An empty one stands for
// the start. Open returns an error of kind Invalid for what is not a cursor of this report.
type Cursors interface {
	Open(ctx context.Context, cursor string) (position string, err error)
	Seal(ctx context.Context, position string) (cursor string, err error)
}

// Part is one part of a report that is asked for.
type Part struct {
	Query   referral.StatsQuery
	account Account
	address string
	cursors Cursors
	after   []string // the keys of the last row before it
	bom     bool
	ads     ads
}

// position is what a cursor stands for. It has the days and their zone, because those of the first
// part may depend on when, and on the settings with which, it was asked for.
type position struct {
	From, To        referral.Day
	Zone, InsteadOf string
	After           []string
}

// Output is a part as an operation returns it.
type Output struct {
	Link string `header:"Link" doc:"The address of the next part, with rel=\"next\"; absent in the last one"`
	Body Stats
}

// Part checks the parameters. address is that of the report, and cursors are bound to it. The error
// is of kind Invalid and names the parameters that are not valid.
func (p *Parameters) Part(
	ctx context.Context, account Account, now time.Time, address string, cursors Cursors,
) (*Part, error) {
	part := &Part{account: account, address: address, cursors: cursors, bom: p.BOM,
		ads: ads{known: map[referral.Code]referral.Ad{}}}
	var err error
	if part.Query, err = p.query(account.Zone, now); err != nil || p.Cursor == "" {
		return part, err
	}
	text, err := cursors.Open(ctx, p.Cursor)
	if err != nil {
		return part, err
	}
	return part, part.goTo(text)
}

// goTo goes on after a position.
func (p *Part) goTo(text string) error {
	var at position
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		return fmt.Errorf("the position of a cursor: %w", err)
	}
	zone, err := referral.ParseZone(at.Zone)
	if err != nil {
		return referral.InvalidField("cursor", "is of an earlier release; start again")
	}
	p.Query.From, p.Query.To, p.after = at.From, at.To, at.After
	p.Query.Zone, p.Query.InsteadOf = zone, at.InsteadOf
	return nil
}

// Of returns this part of the sums, which were read at asOf.
func (p *Part) Of(ctx context.Context, sums *referral.Stats, asOf time.Time) (*Output, error) {
	if err := p.classify(ctx, sums); err != nil {
		return nil, err
	}
	s := p.stats(sums, asOf)
	rows := p.following(sums.Rows())
	shown, err := p.present(ctx, rows[:min(len(rows), maxRows+1)], s.Totals.Currency)
	if err != nil {
		return nil, err
	}
	out := &Output{}
	if taken := s.takeRows(shown); taken < len(rows) {
		if err := p.link(ctx, out, &s, rows[taken-1].Values); err != nil {
			return nil, err
		}
	}
	out.Body = s
	return out, nil
}

// following returns the rows after the part before this one.
func (p *Part) following(rows []referral.Row) []referral.Row {
	first, found := slices.BinarySearchFunc(rows, p.after, func(r referral.Row, after []string) int {
		return slices.Compare(r.Values, after)
	})
	if found {
		first++
	}
	return rows[first:]
}

// stats returns the answer without its rows.
func (p *Part) stats(sums *referral.Stats, asOf time.Time) Stats {
	q := p.Query
	s := Stats{
		From: string(q.From), To: string(q.To), TimeZone: q.Zone.String(), By: q.By,
		AsOf: asOf.UTC().Truncate(time.Millisecond), Rows: []Row{},
		Totals:    numbers(sums.Totals, sums.Currency(p.account.Currency)),
		NoIdleAds: p.ads.scope.TooMany && q.ListsAds(), isLater: p.after != nil, bom: p.bom,
	}
	if q.InsteadOf != "" {
		s.TimeZoneNote = fmt.Sprintf("The account's time zone, %s, is not whole hours from UTC throughout the period. "+
			"Counts are kept by the hour of UTC, so these stats are in UTC.", q.InsteadOf)
	}
	return s
}

// link adds the cursor of the part after the row with the keys last, and its address.
func (p *Part) link(ctx context.Context, out *Output, s *Stats, last []string) error {
	q := p.Query
	text, err := json.Marshal(position{q.From, q.To, q.Zone.String(), q.InsteadOf, last})
	if err != nil {
		return err
	}
	if s.Next, err = p.cursors.Seal(ctx, string(text)); err != nil {
		return err
	}
	out.Link = api.NextLink(p.address, s.Next)
	return nil
}
