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
	ClickMalformed  Reason = "click-malformed"
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

	// Corrected is for merchants, about a candidate that won and no longer has the credit; and for
	// everybody, about a conversion that no candidate won and that an admin gave to a partner.
	Corrected Reason = "corrected"

	// What is said about a report that has no candidates, or that is a refund.
	NobodyNamed     Reason = "nobody-named"
	CustomerNew     Reason = "customer-new"
	SaleNotReported Reason = "sale-not-reported"
	RefundWaited    Reason = "refund-waited"
	RefundTaken     Reason = "refund-taken"
	RefundCapped    Reason = "refund-capped"
	RefundEmpty     Reason = "refund-empty"
	RefundUnfit     Reason = "refund-unfit"
)

// Message explains the reason to people, in a sentence.
func (r Reason) Message() string { return reasonMessages[r] }

var reasonMessages = map[Reason]string{
	NamedClick:      "the conversion names this click",
	CustomerHistory: "an earlier conversion of this customer came from this click or partner",
	NamedPartner:    "the merchant names this partner",
	ClickNotSeen:    "no such click is known; if it arrives, the credit is decided again",
	ClickNotKept:    "clicks are not kept as long as this one would have to be, so nothing is known of it any more",
	ClickMalformed:  "it is not a click id, so no click can ever be found for it",
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

	NobodyNamed:     "the report names no click, no customer and no partner, so nobody can have the credit",
	CustomerNew:     "no earlier conversion of this customer was credited, and the report names no click or partner",
	SaleNotReported: "its sale has not been reported yet; the refund is taken from the sale when it is",
	RefundWaited:    "it was reported before its sale, and taken from the sale when that was reported",
	RefundTaken:     "it took back what it asked for",
	RefundCapped:    "it asked for more than was left, and took what was left",
	RefundEmpty:     "nothing was left to take back",
	RefundUnfit:     "it does not fit what it refunds, in another currency or itself a refund, so it takes nothing",
}
