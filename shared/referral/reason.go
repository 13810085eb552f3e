package referral

// Reason says in one word why a candidate won or lost.
type Reason string

// The first three reasons are those of winners.
const (
	NamedClick      Reason = "named-click"
	CustomerHistory Reason = "customer-history"
	NamedPartner    Reason = "named-partner"

	ClickNotSeen    Reason = "click-not-seen"
	ClickNotKept    Reason = "click-not-kept"
	ByBot           Reason = "bot"
	ByPrefetch      Reason = "prefetch"
	NobodyCredited  Reason = "no-partner"
	PartnerUnknown  Reason = "partner-unknown"
	AfterConversion Reason = "after-conversion"
	PartnerEnded    Reason = "partner-ended"
	OutsideWindow   Reason = "outside-window"
	Outranked       Reason = "outranked"

	// What a key's Scope excludes.
	OtherWebsite     Reason = "other-website"
	NamingNotAllowed Reason = "naming-not-allowed"

	// Corrected is for merchants, about a candidate that won and no longer has the credit.
	Corrected Reason = "corrected"
)

// Message explains the reason to people, in a sentence.
func (r Reason) Message() string { return reasonMessages[r] }

var reasonMessages = map[Reason]string{
	NamedClick:      "the conversion names this click",
	CustomerHistory: "an earlier conversion of this customer came from this click or partner",
	NamedPartner:    "the merchant names this partner",
	ClickNotSeen:    "no such click is known; if it arrives, the credit is decided again",
	ClickNotKept:    "clicks are not kept as long as this one would have to be, so nothing is known of it any more",
	ByBot:           "the visit was by a bot, and bots never earn",
	ByPrefetch:      "a browser followed the link in advance; only a visit earns",
	NobodyCredited:  "the visit was not credited to any partner",
	PartnerUnknown:  "there is no such partner",
	AfterConversion: "it happened after the conversion",
	PartnerEnded:    "the partner was no longer active when the conversion occurred",
	OutsideWindow:   "the click is older than the partner's attribution window",
	Outranked:       "another candidate comes first under the rule",

	OtherWebsite:     "it did not come from a website for which the key may earn",
	NamingNotAllowed: "the key may not name partners",

	Corrected: "an admin has decided who has the credit",
}
