package counting

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
	"signpost/shared/ulid"
)

// event is what one record counts, and where.
type event struct {
	partner, website, ad referral.Code
	hour                 int64 // whole hours since 1970
	late                 int64 // table.CounterRow.Late
	visitor              referral.Visitor
	amounts              [maxAmounts]amount
	currency             string // of Money
}

// maxAmounts is how many numbers one event may add to.
const maxAmounts = 4

type amount struct {
	measure Measure
	n       int64
}

// endOfTime is the first hour that no day of the stats can be in.
var endOfTime = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli() / millisPerHour

const millisPerHour = int64(time.Hour / time.Millisecond)

// read fills e from r, and reports whether r is an event at all. An error says that it is one, but
// can't be counted.
func (e *event) read(r *Record) (counts bool, err error) {
	switch {
	case r.Err != nil:
		return true, r.Err
	case r.Event != "INSERT":
		return false, nil
	case strings.HasPrefix(r.PK, table.PrefixClick):
		err = e.readClick(r)
	case strings.HasPrefix(r.PK, table.PrefixConversion) && strings.HasPrefix(r.SK, table.PrefixEntry):
		err = e.readEntry(r)
	default:
		return false, nil
	}
	return true, err
}

func (e *event) readClick(r *Record) error {
	*e = event{}
	err := e.readPlace(&r.image)
	id, idErr := r.image.text(table.AttrULID)
	kind, kindErr := r.image.text(table.AttrKind)
	ignored, ignoredErr := r.image.text(table.AttrIgnored)
	written, writtenErr := r.image.number(table.AttrWritten)
	if err := errors.Join(err, idErr, kindErr, ignoredErr, writtenErr); err != nil {
		return err
	}
	if err := e.countVisit(kind, ignored, r.SK == table.FirstClick); err != nil {
		return err
	}
	if e.website == "" {
		return errors.New("a click without a website")
	}
	at, ok := ulid.Time(id)
	if !ok {
		return fmt.Errorf("not a ULID: %.50q", id)
	}
	return e.setTime(at.UnixMilli(), written)
}

// countVisit says what a click of that kind counts, of whose link something was ignored for the
// reason with that letter.
func (e *event) countVisit(kind, ignored string, first bool) error {
	measure := Repeat
	switch {
	case kind == table.KindBot:
		measure = Bot
	case kind == table.KindPrefetch:
		measure = Prefetch
	case kind != table.KindHit:
		return fmt.Errorf("a click of kind %.20q", kind)
	case first:
		measure = Unique
	}
	e.amounts[0] = amount{measure, 1}
	if why := table.IgnoredOf(ignored); why != referral.NothingIgnored && kind == table.KindHit {
		e.amounts[1] = amount{ignoredMeasure(why), 1}
	}
	return nil
}

func (e *event) readEntry(r *Record) error {
	*e = event{}
	err := e.readPlace(&r.image)
	millis, timeErr := r.image.number(table.AttrTime)
	leads, leadsErr := r.image.number(table.AttrLeads)
	sales, salesErr := r.image.number(table.AttrSales)
	subscriptions, subscriptionsErr := r.image.number(table.AttrSubscriptions)
	money, moneyErr := r.image.number(table.AttrAmount)
	currency, currencyErr := r.image.text(table.AttrCurrency)
	if err := errors.Join(err, timeErr, leadsErr, salesErr, subscriptionsErr, moneyErr, currencyErr); err != nil {
		return err
	}
	if money != 0 && !isCurrency(currency) {
		return fmt.Errorf("an amount in %.20q", currency)
	}
	e.currency = currency
	e.amounts = [maxAmounts]amount{{Lead, leads}, {Sale, sales}, {Subscription, subscriptions}, {Money, money}}
	return e.setTime(millis, entryWritten(r.SK))
}

// entryWritten returns when the entry with that sort key was written, in milliseconds since 1970; 0
// if it does not say.
func entryWritten(sk string) int64 {
	written, ok := ulid.Time(strings.TrimPrefix(sk, table.PrefixEntry))
	if !ok {
		return 0
	}
	return written.UnixMilli()
}

// readPlace reads what clicks and entries share.
func (e *event) readPlace(m *image) error {
	var errs [7]error
	e.partner, errs[0] = m.code(table.AttrPartner)
	e.website, errs[1] = m.code(table.AttrWebsite)
	e.ad, errs[2] = m.code(table.AttrAd)
	e.visitor.Country, errs[3] = m.text(table.AttrCountry)
	e.visitor.Device, errs[4] = m.text(table.AttrDevice)
	letter, err := m.text(table.AttrBrowser)
	e.visitor.Browser, errs[6] = table.BrowserOf(letter), err
	e.visitor.Referrer, errs[5] = m.text(table.AttrReferrer)
	return errors.Join(errs[:]...)
}

// code returns the code under name, "" if there is none. Because keys are made from codes, one
// that is not as ParseCode returns it is not counted.
func (m *image) code(name string) (referral.Code, error) {
	s, err := m.text(name)
	if s == "" || err != nil {
		return "", err
	}
	code, err := referral.ParseCode(s)
	if err != nil || string(code) != s {
		return "", fmt.Errorf("attribute %q is not a code: %.80q", name, s)
	}
	return code, nil
}

func (e *event) setTime(millis, written int64) error {
	e.hour, e.late = millis/millisPerHour, lateSlot(millis, written)
	if millis <= 0 || e.hour >= endOfTime {
		return fmt.Errorf("not a time that can be counted: %d ms", millis)
	}
	return nil
}

func isCurrency(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
