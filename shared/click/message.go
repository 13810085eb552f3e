package click

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"signpost/shared/referral"
	"signpost/shared/ulid"
)

// message is a click that reaches the table by another way: from the queue, or from a line of a
// log. It has no address in it. The click's time is in its id. It says itself when the click
// expires, so that whoever writes it late need not know for how long clicks are kept.
type message struct {
	ID       string `json:"id"`
	Website  string `json:"website"`
	Partner  string `json:"partner,omitempty"`
	Ad       string `json:"ad,omitempty"`
	Kind     string `json:"kind"`
	Ignored  string `json:"ignored,omitempty"`
	Country  string `json:"country,omitempty"`
	Device   string `json:"device,omitempty"`
	Browser  string `json:"browser,omitempty"`
	Referrer string `json:"referrer,omitempty"`
	Expires  int64  `json:"expires,omitempty"` // seconds since 1970
}

// FormatMessage returns c as the text of a message. That does not say whether c is a unique, which
// depends on the table.
func FormatMessage(c referral.Click) string {
	m := message{
		ID:       string(c.ID),
		Website:  string(c.Website),
		Partner:  string(c.Partner),
		Ad:       string(c.Ad),
		Kind:     string(c.Kind),
		Ignored:  c.Ignored.String(),
		Country:  c.Country,
		Device:   c.Device,
		Browser:  c.Browser,
		Referrer: c.Referrer,
	}
	if !c.Expires.IsZero() {
		m.Expires = c.Expires.Unix()
	}
	text, _ := json.Marshal(m) // strings and numbers can always be marshalled
	return string(text)
}

var errMessage = errors.New("not a click")

// ParseMessage reads what FormatMessage wrote, and trusts none of it: no text makes a click that
// could be written under the key of something else.
func ParseMessage(text string) (referral.Click, error) {
	var m message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return referral.Click{}, errMessage
	}
	return m.click()
}

func (m message) click() (referral.Click, error) {
	id, errID := referral.ParseClickID(m.ID)
	website, errWebsite := referral.ParseCode(m.Website)
	partner, errPartner := optionalCode(m.Partner)
	ad, errAd := optionalCode(m.Ad)
	kind := referral.Kind(m.Kind)
	if errors.Join(errID, errWebsite, errPartner, errAd) != nil || !slices.Contains(referral.Kinds, kind) {
		return referral.Click{}, errMessage
	}
	at, ok := ulid.Time(id.ULID())
	if !ok {
		return referral.Click{}, errMessage
	}
	v := referral.Visitor{Country: country(m.Country), Device: known(m.Device, referral.Devices),
		Browser: known(m.Browser, referral.Browsers)}
	if len(m.Referrer) <= maxReferrer && isHostName(m.Referrer) {
		v.Referrer = m.Referrer
	}
	return referral.Click{
		ID:      id,
		At:      at,
		Website: website,
		Partner: partner,
		Ad:      ad,
		Kind:    kind,
		Ignored: referral.ParseIgnored(m.Ignored),
		Expires: expiry(m.Expires, at),
		Visitor: v,
	}, nil
}

// expiry returns when a click of the time at expires, by what its message says in seconds since
// 1970. Messages of earlier releases say nothing.
func expiry(seconds int64, at time.Time) time.Time {
	expires := time.Unix(seconds, 0).UTC()
	if expires.Before(at) || expires.After(at.Add(referral.Retention(referral.MaxRetentionDays))) {
		return at.Add(referral.DefaultRetention).Truncate(time.Second)
	}
	return expires
}

func optionalCode(s string) (referral.Code, error) {
	if s == "" {
		return "", nil
	}
	return referral.ParseCode(s)
}

// known returns s if it is one of values, and otherwise "".
func known(s string, values []string) string {
	if slices.Contains(values, s) {
		return s
	}
	return ""
}

// logMark precedes the click in a line of a log.
const logMark = `"unwrittenClick":`

// FindMessage returns the click in a line of a log, if there is one. Tools may have put a time
// before the line, or the line into a string of another JSON document. A click contains no quotes
// and no backslashes of its own, so all escapes can be removed.
func FindMessage(line string) (referral.Click, bool) {
	line = strings.ReplaceAll(line, `\`, "")
	_, rest, found := strings.Cut(line, logMark)
	if !found {
		return referral.Click{}, false
	}
	var m message
	if json.NewDecoder(strings.NewReader(rest)).Decode(&m) != nil {
		return referral.Click{}, false
	}
	c, err := m.click()
	return c, err == nil
}
