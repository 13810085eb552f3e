package referral

import "time"

// ErasedText takes the place of a name that was erased.
const ErasedText = "(erased)"

// Erase returns p without what says who it is. Its code stays, because links, counters and the
// ledger are kept by it. So does what it earned, while it can earn nothing more.
func (p Partner) Erase(now time.Time) Partner {
	p.SetStatus(Inactive, now)
	p.Name, p.Email, p.Erased = ErasedText, "", now.UTC()
	return p
}

// checkErased says that a partner who was erased stays so: nobody must be given its earnings.
func (p Partner) checkErased(bad *FieldErrors) {
	if p.Erased.IsZero() {
		return
	}
	const gone = "the partner was erased, for good"
	if p.Status != Inactive {
		bad.Add("status", gone)
	}
	if p.Name != ErasedText {
		bad.Add("name", gone)
	}
	if p.Email != "" {
		bad.Add("email", gone)
	}
}

// Erase returns the ad without what its partner wrote about it.
func (a Ad) Erase() Ad {
	a.Name, a.Description = ErasedText, ""
	return a
}

// Erase returns a partner's postback without its address, switched off.
func (w Webhook) Erase() Webhook {
	w.URL, w.Secret, w.Status = "", "", Inactive
	return w
}

// Erase returns the delivery without what was sent, where, and what came back. One that was not
// sent yet never will be.
func (d Delivery) Erase() Delivery {
	if d.Status == Pending {
		d.Status = Dropped
	}
	d.Values, d.Body, d.URL, d.Answer = nil, "", "", ErasedText
	return d
}

// EraseCustomer returns the booking without its customer. Who has the credit, and why, stays.
func (b Booking) EraseCustomer() Booking {
	b.Customer, b.CustomerErased = "", true
	return b
}
