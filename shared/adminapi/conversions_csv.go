package adminapi

import (
	"encoding/csv"
	"io"
	"strconv"
	"time"

	"signpost/shared/referral"
)

// Conversions is a page of a list of conversions.
type Conversions struct {
	Items   []Conversion `json:"items" nullable:"false" doc:"What is on this page"`
	Next    string       `json:"next,omitempty" doc:"The cursor of the next page; absent on the last one"`
	isLater bool
}

var conversionColumns = []string{
	"occurredAt", "receivedAt", "type", "externalId", "merchant", "customer", "partner", "website", "ad",
	"amount", "asked", "refunded", "currency", "sale", "corrected", "why", "id",
}

// WriteCSV writes the page with amounts in major units.
func (c Conversions) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if !c.isLater {
		_ = out.Write(conversionColumns) // the error is that of Flush
	}
	for _, one := range c.Items {
		_ = out.Write(guarded(one.cells()...))
	}
	out.Flush()
	return out.Error()
}

func (c Conversion) cells() []string {
	var partner, website, ad, why string
	if c.Credited != nil {
		partner, website, ad = c.Credited.Partner, c.Credited.Website, c.Credited.Ad
	}
	for i, v := range c.Why {
		if i > 0 {
			why += "; "
		}
		why += v.Message
	}
	amount := func(minor *int64) string {
		if minor == nil {
			return ""
		}
		return referral.Major(*minor, c.Currency)
	}
	refunded := ""
	if c.Refunded != 0 {
		refunded = amount(&c.Refunded)
	}
	return []string{c.OccurredAt.Format(time.RFC3339), c.ReceivedAt.Format(time.RFC3339), c.Type, c.ExternalID,
		c.Merchant, c.Customer, partner, website, ad, amount(c.Amount), amount(c.Asked), refunded, c.Currency, c.Sale,
		strconv.FormatBool(c.Corrected), why, c.ID}
}
