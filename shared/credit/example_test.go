package credit_test

import (
	"fmt"
	"time"

	"signpost/shared/credit"
	"signpost/shared/referral"
)

// A customer followed Ann's link and, two days later, Kim's, and bought something. The latest click
// has the credit; the first click would give it to Ann.
func ExampleWhatIf() {
	bought := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	clicked := func(source referral.Source, id string, partner referral.Code, daysAgo int) referral.Candidate {
		return referral.Candidate{Source: source, ClickID: id, At: bought.AddDate(0, 0, -daysAgo), Partner: partner}
	}
	decision := referral.Attribute(bought, []referral.Candidate{
		clicked(referral.FromClick, "2", "kim", 1),
		clicked(referral.FromCustomer, "1", "ann", 3),
	}, referral.DefaultRule)
	sale := referral.Booking{
		Conversion: referral.Conversion{Type: referral.Sale, Amount: new(int64(4990)), Currency: "USD"},
		Received:   bought,
		Decision:   decision,
		Credit:     referral.CreditOf(decision),
	}
	for _, line := range credit.WhatIf(sale, referral.FirstClick) {
		fmt.Println(line.Cell.Partner, line.Counts.Sales, line.Counts.Revenue)
	}
	// Output:
	// kim -1 map[USD:-4990]
	// ann 1 map[USD:4990]
}
