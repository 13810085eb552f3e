package referral

import "time"

// Explanation is one of the reasons why somebody has the credit for a conversion, or nobody has.
type Explanation struct {
	// Verdict is about a candidate or, if its Source is FromReport, about the report itself.
	Verdict
	// Text says it to people: half a sentence that begins with a small letter.
	Text string
}

// Why explains the credit for b: first what there is to say about the report, then every candidate,
// as they ranked. It is never empty. Times in the text are those of zone.
func (b Booking) Why(zone *time.Location) []Explanation {
	all := b.aboutRefund(zone)
	_, won := b.Decision.Winner()
	switch {
	case b.Corrected && !won:
		all = append(all, aboutReport(Corrected))
	case len(b.Decision.Verdicts) > 0 || b.Type == Refund:
	case b.Customer != "" || b.CustomerErased:
		all = append(all, aboutReport(CustomerNew))
	default:
		all = append(all, aboutReport(NobodyNamed))
	}
	for _, v := range b.Decision.Verdicts {
		if v.Reason == ClickNotSeen { // as decided before there was a reason of its own for malformed ids
			v.Reason = v.missing()
		}
		all = append(all, Explanation{v, v.Reason.Message()})
	}
	return all
}

func aboutReport(r Reason) Explanation {
	return Explanation{Verdict{Candidate: Candidate{Source: FromReport}, Reason: r}, r.Message()}
}

// aboutRefund says what became of a refund; nothing about another conversion.
func (b Booking) aboutRefund(zone *time.Location) []Explanation {
	if b.Type != Refund {
		return nil
	}
	if !b.Settled {
		return []Explanation{aboutReport(SaleNotReported)}
	}
	var all []Explanation
	if !b.Waited.IsZero() {
		waited := aboutReport(RefundWaited)
		waited.Text += ", on " + Moment(b.Waited, zone)
		all = append(all, waited)
	}
	return append(all, b.aboutTaken())
}

func (b Booking) aboutTaken() Explanation {
	taken := Money(b.Taken.Amount, b.Taken.Currency)
	switch {
	case b.Taken.IsZero() && b.Decision.Rule.Version == 0: // the decision of a sale is taken over
		return aboutReport(RefundUnfit)
	case b.Taken.IsZero():
		return aboutReport(RefundEmpty)
	case b.Amount != nil && *b.Amount > b.Taken.Amount:
		about := aboutReport(RefundCapped)
		about.Text = "it asked for " + Money(*b.Amount, b.Currency) + " and took the " + taken + " that were left"
		return about
	}
	about := aboutReport(RefundTaken)
	if b.Taken.Amount != 0 {
		about.Text = "it took back " + taken
	} else {
		about.Text = "it took back what it refunds, which had no amount"
	}
	return about
}

// Worth returns the amount that b is listed with, nil for none: what was reported or, of a refund,
// what it took.
func (b Booking) Worth() (amount *int64, currency string) {
	switch {
	case b.Type != Refund:
		return b.Amount, b.Currency
	case !b.Settled || b.Taken.Amount == 0 && b.Amount == nil:
		return nil, b.Currency // which is that of what it asks for
	case b.Taken.Amount == 0:
		return new(int64), b.Currency
	}
	return new(b.Taken.Amount), b.Taken.Currency
}

// Asked returns the amount that a refund asked for, if it took another or has not been taken yet;
// nil otherwise.
func (b Booking) Asked() *int64 {
	if b.Type != Refund || b.Amount == nil || b.Settled && *b.Amount == b.Taken.Amount {
		return nil
	}
	return b.Amount
}

// Moment writes an instant for people, with its time zone: "4 Mar 2026, 05:06 UTC".
func Moment(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("2 Jan 2006, 15:04 MST")
}
