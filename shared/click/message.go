package click

import (
	"encoding/json"
	"errors"
	"strings"

	"signpost/shared/referral"
	"signpost/shared/ulid"
)

// message is a click on its way to the table by another road: in the queue, or in a log line. It has no address in it. The time of the click
// is in its id.
type message struct {
	ID       string `json:"id"`
	Website  string `json:"website"`
	Partner  string `json:"partner,omitempty"`
	Ad       string `json:"ad,omitempty"`
	Kind     string `json:"kind"`
	Country  string `json:"country,omitempty"`
	Device   string `json:"device,omitempty"`
	Referrer string `json:"referrer,omitempty"`
}

// FormatMessage returns c as the text of a queue message. Whether it is a unique is not in it: that is for the table to say.
func FormatMessage(c referral.Click) string {
	text, _ := json.Marshal(message{ID: string(c.ID), Website: string(c.Website), Partner: string(c.Partner), Ad: string(c.Ad), Kind: string(c.Kind),
		Country: c.Country, Device: c.Device, Referrer: c.Referrer}) // strings can always be marshalled
	return string(text)
}

var errMessage = errors.New("not a click")

// ParseMessage reads what FormatMessage wrote and trusts none of it: every key that is built from the click stays within its place.
func ParseMessage(text string) (referral.Click, error) {
	var m message
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		return referral.Click{}, errMessage
	}
	return m.click()
}

func (m message) click() (referral.Click, error) {
	c := referral.Click{Kind: referral.Kind(m.Kind), Visitor: referral.Visitor{Country: country(m.Country), Device: knownDevice(m.Device)}}
	id, errID := referral.ParseClickID(m.ID)
	website, errWebsite := referral.ParseCode(m.Website)
	partner, errPartner := optionalCode(m.Partner)
	ad, errAd := optionalCode(m.Ad)
	if errors.Join(errID, errWebsite, errPartner, errAd) != nil || c.Kind != referral.Hit && c.Kind != referral.Bot {
		return referral.Click{}, errMessage
	}
	at, ok := ulid.Time(id.ULID())
	if !ok {
		return referral.Click{}, errMessage
	}
	c.ID, c.At, c.Website, c.Partner, c.Ad = id, at, website, partner, ad
	if len(m.Referrer) <= maxReferrer && hostName(m.Referrer) {
		c.Referrer = m.Referrer
	}
	return c, nil
}

func optionalCode(s string) (referral.Code, error) {
	if s == "" {
		return "", nil
	}
	return referral.ParseCode(s)
}

func knownDevice(s string) string {
	for _, d := range referral.Devices {
		if s == d {
			return d
		}
	}
	return ""
}

// logMark comes before a click in a log line.
const logMark = `"unwrittenClick":`

// FindMessage returns the click in a log line, if there is one. The line may have been wrapped on its way: a time before it, or the whole in
// the string of another JSON document. A click has no quotes or backslashes of its own, so that escapes can be dropped.
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
