package referral

import (
	"net/url"
	"strconv"
	"strings"
)

// PostbackID returns the id of a partner's postback. A partner has at most one.
func PostbackID(partner Code) string { return "partner-" + string(partner) }

// PostbackPlaceholders may be in the path or query of a postback.
var PostbackPlaceholders = []string{"{type}", "{id}", "{click_id}", "{website}", "{ad}", "{amount}", "{currency}"}

// PostbackValues returns what takes the place of each placeholder; it is empty where b has nothing.
func PostbackValues(b Booking) map[string]string {
	credit, amount := Credit{}, ""
	if b.Credit != nil {
		credit = *b.Credit
	}
	worth, currency := b.Worth()
	if worth != nil {
		amount = strconv.FormatInt(*worth, 10)
	}
	return map[string]string{
		"{type}": string(b.Type), "{id}": b.ULID, "{click_id}": credit.ClickID, "{website}": string(credit.Website),
		"{ad}": string(credit.Ad), "{amount}": amount, "{currency}": currency,
	}
}

func fillPostback(s string, values map[string]string) string {
	var pairs []string
	for placeholder, value := range values {
		pairs = append(pairs, placeholder, url.QueryEscape(value))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}
