package records

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Family lists the conversions of a partner and of those that it recruited, the newest first: what
// they have the credit for, what was theirs and is another's now, and the refunds that took from
// them. It returns up to limit of those after a position, "" for the first, that search lets pass,
// and the position to continue from, "" at the end.
//
// It costs a query for each partner and a request for every hundred conversions, of which it looks
// at some thousand at most. So it may find few or none before the end.
func Family(
	ctx context.Context, store Store, partners []referral.Code, search referral.Search, after string, limit int,
) ([]referral.Listed, string, error) {
	f := &family{store: store, search: search, partners: partners}
	for _, partner := range partners {
		f.lists = append(f.lists, &list{partner: partner, after: after})
	}
	return find(ctx, f, search.Passes, limit)
}

// family merges the lists of partners.
type family struct {
	store    Store
	search   referral.Search
	partners []referral.Code
	lists    []*list
}

// list is what was read of a partner's list and not yet used.
type list struct {
	partner referral.Code
	after   string // the position of the last entry that was read
	entries []table.Credited
	ended   bool
}

// listsAtOnce is how many lists are read at the same time.
const listsAtOnce = 32

func (f *family) next(ctx context.Context, n int) ([]placed, error) {
	var newest []table.Credited
	for len(newest) < n {
		entry, found, err := f.newest(ctx, max(n/len(f.lists), 10))
		if err != nil {
			return nil, err
		}
		if !found {
			break
		}
		newest = append(newest, entry)
	}
	return f.read(ctx, newest)
}

// newest takes the newest conversion out of the lists. Of its entries, it returns the one that was
// written last: who was given the credit last, within the family. Lists that have run out are read
// on, by so many entries.
func (f *family) newest(ctx context.Context, ahead int) (newest table.Credited, found bool, err error) {
	if err := f.fill(ctx, ahead); err != nil {
		return newest, false, err
	}
	position := ""
	for _, l := range f.lists {
		if len(l.entries) > 0 {
			position = max(position, l.entries[0].Position)
		}
	}
	for _, l := range f.lists {
		for len(l.entries) > 0 && l.entries[0].Position == position {
			if l.entries[0].Entry.ID > newest.Entry.ID {
				newest = l.entries[0]
			}
			l.entries = l.entries[1:]
		}
	}
	return newest, position != "", nil
}

// fill reads on where nothing is left.
func (f *family) fill(ctx context.Context, ahead int) error {
	reading, ctx := errgroup.WithContext(ctx)
	reading.SetLimit(listsAtOnce)
	for _, l := range f.lists {
		if len(l.entries) > 0 || l.ended {
			continue
		}
		reading.Go(func() error {
			entries, more, err := f.store.CreditedTo(ctx, l.partner, f.search.Start, f.search.End, l.after, ahead)
			if err != nil {
				return err
			}
			l.entries, l.ended = entries, !more
			if len(entries) > 0 {
				l.after = entries[len(entries)-1].Position
			}
			return nil
		})
	}
	return reading.Wait()
}

// read returns the conversions that entries are of.
func (f *family) read(ctx context.Context, entries []table.Credited) ([]placed, error) {
	wanted := make([]referral.Conversion, len(entries))
	for i, e := range entries {
		wanted[i] = referral.Conversion{Merchant: e.Merchant, ExternalID: e.ExternalID}
	}
	bookings, err := f.store.BookingsAt(ctx, wanted)
	if err != nil {
		return nil, err
	}
	conversions := make([]placed, len(bookings))
	for i, b := range bookings {
		for !isOf(entries[0], b) { // all exist, as they are written together with their entries
			entries = entries[1:]
		}
		conversions[i] = placed{f.listed(b, entries[0].Entry), entries[0].Position}
	}
	return conversions, nil
}

func isOf(e table.Credited, b referral.Booking) bool {
	return e.ExternalID == b.ExternalID && e.Merchant == b.Merchant
}

// listed shows b as that of the member of the family who has the credit or, if none has, of the
// last who had.
func (f *family) listed(b referral.Booking, e referral.Entry) referral.Listed {
	now := referral.ListedNow(b)
	if now.Partner != "" && slices.Contains(f.partners, now.Partner) {
		return now
	}
	return referral.Listed{Booking: b, Partner: e.Partner, Website: e.Website, Ad: e.Ad}
}

// Everything lists the conversions of a period for admins, as Family does those of partners. If
// search names a partner, it reads that partner's list; otherwise it costs a query for each UTC day
// until the page is full, and some thousand conversions at most.
func Everything(
	ctx context.Context, store Store, search referral.Search, after string, limit int,
) ([]referral.Listed, string, error) {
	if search.Partner != "" {
		return Family(ctx, store, []referral.Code{search.Partner}, search, after, limit)
	}
	d := &days{store: store, search: search, day: referral.DayOf(search.End.Add(-1))}
	if day, position, continues := strings.Cut(after, dayEnds); continues {
		d.day, d.after = referral.Day(day), position
	}
	return find(ctx, d, search.Passes, limit)
}
