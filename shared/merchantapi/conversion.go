package merchantapi

import (
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// NewConversion is what a merchant's server reports.
type NewConversion struct {
	Type       string     `json:"type" enum:"lead,sale,subscription,refund"`
	ExternalID string     `json:"externalId" minLength:"1" maxLength:"200" example:"order-1001" doc:"Your own name for it. Reported again it changes nothing, for ever"`
	ClickID    string     `json:"clickId,omitempty" maxLength:"200" doc:"The click_id that the destination received"`
	Customer   string     `json:"customer,omitempty" maxLength:"200" doc:"Your own name for the customer (no e-mail address): a sale is credited by an earlier lead of the same customer"`
	Partner    string     `json:"partner,omitempty" maxLength:"200" doc:"The code of the partner to credit if nothing else decides"`
	Amount     *int64     `json:"amount,omitempty" minimum:"0" example:"4990" doc:"In minor units of currency; of a refund, all that is left when absent"`
	Currency   string     `json:"currency,omitempty" example:"USD" doc:"ISO 4217; needed with amount"`
	OccurredAt *time.Time `json:"occurredAt,omitempty" doc:"When it happened; when it is received, if absent"`
	Sale       string     `json:"sale,omitempty" maxLength:"200" doc:"Of a refund: the externalId of what is refunded"`
}

func (n NewConversion) conversion(merchant referral.Code) referral.Conversion {
	c := referral.Conversion{Merchant: merchant, ExternalID: n.ExternalID, Type: referral.ConversionType(n.Type), ClickID: n.ClickID,
		Customer: n.Customer, Partner: n.Partner, Amount: n.Amount, Currency: n.Currency, Sale: n.Sale}
	if n.OccurredAt != nil {
		c.OccurredAt = n.OccurredAt.UTC()
	}
	return c
}

// Conversion is what was booked.
type Conversion struct {
	ID         string    `json:"id"`
	Type       string    `json:"type" enum:"lead,sale,subscription,refund"`
	ExternalID string    `json:"externalId"`
	Credited   *Credited `json:"credited" doc:"Who has the credit; null for nobody"`
	Why        []Verdict `json:"why" nullable:"false" doc:"Everybody who could have been credited, and why they were or were not"`
}

// TransformSchema says in the document that nobody may have the credit.
func (Conversion) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	api.OrNull(s, "credited")
	return s
}

// Credited says who has the credit.
type Credited struct {
	Partner string `json:"partner"`
	Website string `json:"website" doc:"Empty when unknown"`
	Ad      string `json:"ad" doc:"Empty for none"`
	ClickID string `json:"clickId" doc:"Empty when no click earned it"`
}

// Verdict says why a candidate was credited or not.
type Verdict struct {
	Partner string     `json:"partner" doc:"Empty when unknown"`
	Source  string     `json:"source" enum:"click,customer,partner" doc:"Why it is a candidate: the conversion names the click, an earlier conversion of the customer does, or the merchant names the partner"`
	ClickID string     `json:"clickId,omitempty"`
	At      *time.Time `json:"at,omitempty" doc:"When the click was"`
	Won     bool       `json:"won"`
	Reason  string     `json:"reason" example:"named-click"`
	Message string     `json:"message"`
}

// Present returns b as merchants see it.
func Present(b referral.Booking) Conversion {
	c := Conversion{ID: referral.ConversionID(b.Merchant, b.ExternalID), Type: string(b.Type), ExternalID: b.ExternalID,
		Credited: presentCredit(b.Credit), Why: []Verdict{}}
	for _, v := range b.Decision.Verdicts {
		c.Why = append(c.Why, presentVerdict(v))
	}
	return c
}

func presentCredit(c *referral.Credit) *Credited {
	if c == nil {
		return nil
	}
	return &Credited{Partner: string(c.Partner), Website: string(c.Website), Ad: string(c.Ad), ClickID: c.ClickID}
}

func presentVerdict(v referral.Verdict) Verdict {
	out := Verdict{Partner: string(v.Partner), Source: string(v.Source), ClickID: v.ClickID, Won: v.Won,
		Reason: string(v.Reason), Message: v.Reason.Message()}
	if !v.At.IsZero() {
		out.At = new(v.At.UTC())
	}
	return out
}
