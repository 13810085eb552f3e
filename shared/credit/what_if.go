package credit

import "signpost/shared/referral"

// WhatIf returns what would be counted differently if model had decided about b: a line that takes
// away and a line that gives, or none. It goes by the candidates as they were known when b was
// decided. What an admin has corrected stays, and refunds follow their sale: the lines are about
// what is still earned.
func WhatIf(b referral.Booking, model referral.Model) []referral.Line {
	if b.Type == referral.Refund || b.Corrected {
		return nil
	}
	at := b.At(b.Received)
	candidates := make([]referral.Candidate, len(b.Decision.Verdicts))
	for i, v := range b.Decision.Verdicts {
		candidates[i] = v.Candidate
	}
	other := b
	other.Credit = referral.CreditOf(referral.Attribute(at, candidates, referral.Rule{Model: model}))
	left := b.Balance.Left(b.Conversion)
	if b.Credit.Same(other.Credit) || left.IsZero() {
		return nil
	}
	return []referral.Line{b.Entry("", at, left.Negative()).Line(), other.Entry("", at, left).Line()}
}
