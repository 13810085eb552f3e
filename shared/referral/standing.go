package referral

import (
	"strings"
	"time"
)

// Standing says what has become of the credit that a partner got for a conversion.
type Standing string

// StandsCredited and the two for refunds are for conversions that the partner still has the credit
// for. StandsTakenBack is for refunds, which take from the partner who had the credit then.
const (
	StandsCredited       Standing = "credited"
	StandsPartlyRefunded Standing = "partly-refunded"
	StandsRefunded       Standing = "refunded"
	StandsMovedAway      Standing = "moved-away"
	StandsWithdrawn      Standing = "withdrawn"
	StandsTakenBack      Standing = "taken-back"
)

// StandingOf returns what has become of b for a partner that has, or has had, the credit.
func (b Booking) StandingOf(partner Code) Standing {
	switch {
	case b.Type == Refund:
		return StandsTakenBack
	case b.Credit == nil:
		return StandsWithdrawn
	case b.Credit.Partner != partner:
		return StandsMovedAway
	case b.Balance.Whole:
		return StandsRefunded
	case b.Balance.Refunded > 0:
		return StandsPartlyRefunded
	}
	return StandsCredited
}

// TellPartner says, in sentences, why a partner that has or has had the credit for b has it or no
// longer has it. It names no customer, and no other partner. Times are those of zone.
func (b Booking) TellPartner(partner Code, zone *time.Location) string {
	var told []string
	switch standing := b.StandingOf(partner); standing {
	case StandsTakenBack:
		for _, about := range b.aboutRefund(zone) {
			told = append(told, sentence(about.Text))
		}
	case StandsWithdrawn:
		told = append(told, "An admin withdrew the credit.")
	case StandsMovedAway:
		told = append(told, b.whyMoved())
	case StandsPartlyRefunded:
		told = append(told, b.whyCredited(zone), "Refunds took back "+Money(b.Balance.Refunded, b.Currency)+".")
	case StandsRefunded:
		told = append(told, b.whyCredited(zone), "It was refunded in full.")
	case StandsCredited:
		told = append(told, b.whyCredited(zone))
	}
	return strings.Join(told, " ")
}

func (b Booking) whyMoved() string {
	if b.Corrected {
		return "An admin moved the credit to another partner."
	}
	return "The click that the report names arrived late, and showed that another partner has the credit."
}

func (b Booking) whyCredited(zone *time.Location) string {
	winner, _ := b.Decision.Winner()
	switch {
	case b.Corrected:
		return "An admin gave this partner the credit."
	case winner.Source == FromClick:
		return "The visitor followed this partner's link on " + Moment(winner.At, zone) +
			", and the report names that click."
	case winner.Source == FromCustomer && winner.ClickID != "":
		return "The customer followed this partner's link on " + Moment(winner.At, zone) +
			", as an earlier report says."
	case winner.Source == FromCustomer:
		return "An earlier conversion of the same customer was credited to this partner."
	}
	return "The merchant names this partner in the report."
}

// sentence makes half a sentence a whole one. All of ours begin with a letter of one byte.
func sentence(half string) string { return strings.ToUpper(half[:1]) + half[1:] + "." }
