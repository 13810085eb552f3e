package referral_test

import (
	"fmt"
	"time"

	"signpost/shared/referral"
)

func ExampleParseCode() {
	code, err := referral.ParseCode("ABC123")
	fmt.Println(code, err)

	_, err = referral.ParseCode("../admin")
	fmt.Println(err, "-", referral.CodeOf(err))
	// Output:
	// abc123 <nil>
	// a code consists of letters, digits and hyphens, and starts with a letter or digit - invalid
}

// A click earns for as long as the partner's attribution window lasts.
func ExampleAttribute() {
	sold := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	partner := referral.Partner{Code: "abc123", Status: referral.Active, AttributionDays: new(30)}
	for _, days := range []int{10, 40} {
		click := referral.Candidate{
			Source: referral.FromClick, Partner: "abc123", Website: "haircare", At: sold.AddDate(0, 0, -days),
		}.Know(&partner)
		decision := referral.Attribute(sold, []referral.Candidate{click}, referral.DefaultRule)
		winner, _ := decision.Winner()
		fmt.Printf("%d days later: %q, because %s\n", days, winner.Partner, decision.Verdicts[0].Reason.Message())
	}
	// Output:
	// 10 days later: "abc123", because the conversion names this click
	// 40 days later: "", because the click is older than the partner's attribution window
}

// Stats are the sum of the lines that pass the query, by its dimensions.
func ExampleStats() {
	query, err := referral.ParseStatsQuery(referral.StatsParameters{
		From: "2026-03-01", To: "2026-03-31", By: "website,ad", Filters: map[string][]string{"partner": {"ABC123"}},
	}, referral.Zone{}, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	stats := referral.NewStats(query)
	stats.Add(referral.Line{
		Cell: referral.Cell{
			Hour: referral.Day("2026-03-09").Hour(8), Website: "haircare", Partner: "abc123", Ad: "website2",
		},
		Counts: referral.Counts{Hits: 2, Uniques: 1},
	})
	stats.Add(referral.Line{
		Cell: referral.Cell{
			Hour: referral.Day("2026-03-10").Hour(8), Website: "haircare", Partner: "abc123", Ad: "website2",
		},
		Counts: referral.Counts{Hits: 1, Uniques: 1},
	})
	stats.Add(referral.Line{
		Cell:   referral.Cell{Hour: referral.Day("2026-03-10").Hour(8), Website: "haircare", Partner: "solo789"},
		Counts: referral.Counts{Hits: 5},
	})
	for _, row := range stats.Rows() {
		fmt.Println(row.Values, row.Counts.Hits, "hits", row.Counts.Uniques, "uniques")
	}
	// Output: [haircare website2] 3 hits 2 uniques
}
