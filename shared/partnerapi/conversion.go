package partnerapi

import (
	"encoding/csv"
	"io"
	"time"

	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
)

// OwnConversion is a conversion as the partner who has, or has had, the credit for it sees it. It
// says nothing about the customer, and nothing about other partners.
type OwnConversion struct {
	ID          string    `json:"id"`
	ExternalID  string    `json:"externalId" doc:"The merchant's name for it, such as an order number"`
	Type        string    `json:"type" enum:"lead,sale,subscription,refund"`
	OccurredAt  time.Time `json:"occurredAt"`
	Status      string    `json:"status" enum:"credited,partly-refunded,refunded,moved-away,withdrawn,taken-back"`
	Partner     string    `json:"partner" doc:"You, or a partner that you recruited"`
	PartnerName string    `json:"partnerName"`
	Website     string    `json:"website" doc:"Empty when unknown"`
	WebsiteName string    `json:"websiteName"`
	Ad          string    `json:"ad" doc:"Empty for none"`
	AdName      string    `json:"adName"`
	Amount      *int64    `json:"amount" doc:"In minor units of the currency; of a refund, what it took. Null for none"`
	Currency    string    `json:"currency" doc:"ISO 4217; empty without an amount"`
	Asked       *int64    `json:"asked,omitempty" doc:"What a refund asked for, if it took less"`
	Refunded    int64     `json:"refunded" doc:"What refunds have taken back, in minor units of the currency"`
	Sale        string    `json:"sale,omitempty" doc:"Of a refund: the externalId of what it refunds"`
	Why         string    `json:"why" doc:"Why the partner has the credit, or no longer has it, in sentences"`
}

func conversionOf(l referral.Listed, names table.Names, zone *time.Location) OwnConversion {
	amount, currency := l.Worth()
	return OwnConversion{
		ID: referral.ConversionID(l.Merchant, l.ExternalID), ExternalID: l.ExternalID, Type: string(l.Type),
		OccurredAt: l.At(l.Received), Status: string(l.StandingOf(l.Partner)),
		Partner: string(l.Partner), PartnerName: names.Partners[l.Partner],
		Website: string(l.Website), WebsiteName: names.Websites[l.Website],
		Ad: string(l.Ad), AdName: names.Ads[l.Ad],
		Amount: amount, Currency: currency, Asked: l.Asked(), Refunded: l.Balance.Refunded, Sale: l.Sale,
		Why: l.TellPartner(l.Partner, zone),
	}
}

// OwnConversions is a page of a list of conversions.
type OwnConversions struct {
	Items   []OwnConversion `json:"items" nullable:"false" doc:"What is on this page"`
	Next    string          `json:"next,omitempty" doc:"The cursor of the next page; absent on the last one"`
	isLater bool
}

var conversionColumns = []string{
	"occurredAt", "type", "externalId", "status", "partner", "partnerName", "website", "websiteName", "ad", "adName",
	"amount", "refunded", "currency", "why", "id",
}

// WriteCSV writes the page with amounts in major units.
func (c OwnConversions) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if !c.isLater {
		_ = out.Write(conversionColumns) // the error is that of Flush
	}
	for _, one := range c.Items {
		_ = out.Write(one.cells())
	}
	out.Flush()
	return out.Error()
}

func (c OwnConversion) cells() []string {
	amount, refunded := "", ""
	if c.Amount != nil {
		amount = referral.Major(*c.Amount, c.Currency)
	}
	if c.Refunded != 0 {
		refunded = referral.Major(c.Refunded, c.Currency)
	}
	cells := []string{c.OccurredAt.Format(time.RFC3339), c.Type, c.ExternalID, c.Status, c.Partner, c.PartnerName,
		c.Website, c.WebsiteName, c.Ad, c.AdName, amount, refunded, c.Currency, c.Why, c.ID}
	for i, cell := range cells {
		cells[i] = sheet.Guard(cell)
	}
	return cells
}
