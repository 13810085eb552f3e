package click

import (
	"strings"

	"signpost/shared/referral"
)

// value identifies one of the Values.
type value int

const (
	noValue value = iota
	websiteValue
	partnerValue
	adValue
	clickIDValue
)

var placeholders = [...]string{
	websiteValue: referral.PlaceholderWebsite,
	partnerValue: referral.PlaceholderPartner,
	adValue:      referral.PlaceholderAd,
	clickIDValue: referral.PlaceholderClickID,
}

func (n value) of(v Values) string {
	switch n {
	case websiteValue:
		return string(v.Website)
	case partnerValue:
		return string(v.Partner)
	case adValue:
		return string(v.Ad)
	case clickIDValue:
		return string(v.ClickID)
	}
	return ""
}

// template is a text with placeholders.
type template []templatePart

// templatePart is a text and the value that follows it.
type templatePart struct {
	text string
	then value
}

func parseTemplate(s string) template {
	var t template
	for {
		at, found := len(s), noValue
		for n := websiteValue; n <= clickIDValue; n++ {
			if i := strings.Index(s, placeholders[n]); i >= 0 && i < at {
				at, found = i, n
			}
		}
		t = append(t, templatePart{s[:at], found})
		if found == noValue {
			return t
		}
		s = s[at+len(placeholders[found]):]
	}
}

func (t template) append(b []byte, v Values) []byte {
	for i := range t {
		b = append(b, t[i].text...)
		b = append(b, t[i].then.of(v)...)
	}
	return b
}
