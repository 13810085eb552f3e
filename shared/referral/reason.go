package referral

// Reason says in one word why a candidate won or lost.
type Reason string

// The first three reasons are those of winners.
const (
	NamedClick      Reason = "named-click"
	CustomerHistory Reason = "customer-history"
	NamedPartner    Reason = "named-partner"

	ClickNotSeen    Reason = "click-not-seen"
	ByBot           Reason = "bot"
	NobodyCredited  Reason = "no-partner"
	PartnerUnknown  Reason = "partner-unknown"
	AfterConversion Reason = "after-conversion"
	PartnerEnded    Reason = "partner-ended"
	OutsideWindow   Reason = "outside-window"
	Outranked       Reason = "outranked"
)

// Message explains the reason to people, in a sentence.
func (r Reason) Message() string { return reasonMessages[r] }

var reasonMessages = map[Reason]string{
	NamedClick:      "the conversion names this click",
	CustomerHistory: "an earlier conversion of this customer came from this click or partner",
	NamedPartner:    "the merchant names this partner",
	ClickNotSeen:    "no such click is known; if it arrives, the credit is decided again",
	ByBot:           "the visit was by a bot, and bots never earn",
	NobodyCredited:  "the visit was not credited to any partner",
	PartnerUnknown:  "there is no such partner",
	AfterConversion: "it happened after the conversion",
	PartnerEnded:    "the partner was no longer active when the conversion occurred",
	OutsideWindow:   "the click is older than the partner's attribution window",
	Outranked:       "another candidate comes first under the rule",
}
