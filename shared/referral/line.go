package referral

// Line is what was counted in one cell.
type Line struct {
	Cell   Cell
	Counts Counts
}

// Line says where c counts and as what: as a hit, unique or not, or as a bot or a prefetch, which
// are not hits. A hit of whose link something was ignored counts as that, too.
func (c Click) Line() Line {
	return Line{Counts: c.counts(), Cell: Cell{Partner: c.Partner, Website: c.Website, Ad: c.Ad,
		Hour: HourOf(c.At), Visitor: c.Visitor}}
}

func (c Click) counts() Counts {
	switch c.Kind {
	case Bot:
		return Counts{Bots: 1}
	case Prefetch:
		return Counts{Prefetches: 1}
	}
	counts := Counts{Hits: 1}
	if c.Unique {
		counts.Uniques = 1
	}
	if c.Ignored != NothingIgnored {
		counts.Ignored[c.Ignored] = 1
	}
	return counts
}

// Line says where e counts and as what.
func (e Entry) Line() Line {
	counts := Counts{Leads: int64(e.Leads), Sales: int64(e.Sales), Subscriptions: int64(e.Subscriptions)}
	if e.Amount != 0 {
		counts.Revenue = map[string]int64{e.Currency: e.Amount}
	}
	return Line{Counts: counts, Cell: Cell{Partner: e.Partner, Website: e.Website, Ad: e.Ad,
		Hour: HourOf(e.At), Visitor: e.Visitor}}
}
