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
	ExternalID string     `json:"externalId" minLength:"1" maxLength:"200" example:"order-1001" doc:"Your name for it"`
	ClickID    string     `json:"clickId,omitempty" maxLength:"200" doc:"The click_id that the destination received"`
	Customer   string     `json:"customer,omitempty" maxLength:"200" doc:"Your name for the customer"`
	Partner    string     `json:"partner,omitempty" maxLength:"200" doc:"The code of a partner"`
	Amount     *int64     `json:"amount,omitempty" minimum:"0" example:"4990" doc:"In minor units of currency"`
	Currency   string     `json:"currency,omitempty" example:"USD" doc:"ISO 4217; required with amount"`
	OccurredAt *time.Time `json:"occurredAt,omitempty" doc:"When it happened; by default, when it is received"`
	Sale       string     `json:"sale,omitempty" maxLength:"200" doc:"For a refund: the externalId of the sale"`
}

// describeReport explains the fields of NewConversion to those who use the API.
const describeReport = "`externalId` and `customer` are your own names, such as an order number and a customer " +
	"number, but not an e-mail address. By default, a conversion is credited to the click that `clickId` names, or " +
	"else through an earlier conversion of the same customer, or else to `partner`. A key may be limited to some " +
	"websites, and may not be allowed to name partners; what earns nothing because of that says so in `why`. " +
	"A click is kept for a time, 400 days unless the operator has chosen another; later, it earns nothing, and `why` " +
	"says so. " +
	"A refund without an `amount` takes back everything that is left.\n\n" +
	"The same report again is answered with 200 and the same conversion, at any time. A different one under the " +
	"same `externalId` is a conflict: 409."

func (n NewConversion) conversion(merchant referral.Code) referral.Conversion {
	c := referral.Conversion{
		Merchant: merchant, ExternalID: n.ExternalID, Type: referral.ConversionType(n.Type),
		ClickID: n.ClickID, Customer: n.Customer, Partner: n.Partner,
		Amount: n.Amount, Currency: n.Currency, Sale: n.Sale,
	}
	if n.OccurredAt != nil {
		c.OccurredAt = n.OccurredAt.UTC()
	}
	return c
}

// Conversion is a conversion that was booked.
type Conversion struct {
	ID         string    `json:"id"`
	Type       string    `json:"type" enum:"lead,sale,subscription,refund"`
	ExternalID string    `json:"externalId"`
	Credited   *Credited `json:"credited" doc:"Who has the credit; null for nobody"`
	Why        []Verdict `json:"why" nullable:"false" doc:"Why each candidate won or lost, or why there is none"`
}

// TransformSchema says in the document that nobody may have the credit.
func (Conversion) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	api.OrNull(s, "credited")
	return s
}

// Credited is who has the credit for a conversion.
type Credited struct {
	Partner string `json:"partner"`
	Website string `json:"website" doc:"Empty when unknown"`
	Ad      string `json:"ad" doc:"Empty for none"`
	ClickID string `json:"clickId" doc:"Empty when no click earned it"`
}

// Verdict says why a candidate won or lost the credit.
type Verdict struct {
	Partner string     `json:"partner" doc:"Empty when unknown; for merchants, also without the credit"`
	Source  string     `json:"source" enum:"click,customer,partner,report" doc:"report: about the report itself"`
	ClickID string     `json:"clickId,omitempty"`
	At      *time.Time `json:"at,omitempty" doc:"When the click was"`
	Won     bool       `json:"won"`
	Reason  string     `json:"reason" example:"named-click"`
	Message string     `json:"message" doc:"The reason in words"`
}

// tell returns b as its merchant sees it. Of candidates without the credit, it has only the source
// and the reason: who sent a visitor, and by which ad, is that partner's own.
func tell(b referral.Booking) Conversion {
	c := Present(b, time.UTC)
	asDecided := b.Credit.Same(referral.CreditOf(b.Decision))
	for i, v := range c.Why {
		if v.Won && asDecided {
			continue
		}
		if v.Won {
			v.Reason, v.Message = string(referral.Corrected), referral.Corrected.Message()
		}
		c.Why[i] = Verdict{Source: v.Source, Reason: v.Reason, Message: v.Message}
	}
	return c
}

// Present returns b as admins see it, with everything that is known about its credit. Times in
// words are those of zone.
func Present(b referral.Booking, zone *time.Location) Conversion {
	c := Conversion{
		ID: referral.ConversionID(b.Merchant, b.ExternalID), Type: string(b.Type), ExternalID: b.ExternalID,
		Credited: presentCredit(b.Credit),
	}
	c.Why = api.Map(b.Why(zone), presentVerdict)
	return c
}

func presentCredit(c *referral.Credit) *Credited {
	if c == nil {
		return nil
	}
	return &Credited{Partner: string(c.Partner), Website: string(c.Website), Ad: string(c.Ad), ClickID: c.ClickID}
}

func presentVerdict(e referral.Explanation) Verdict {
	out := Verdict{
		Partner: string(e.Partner), Source: string(e.Source), ClickID: e.ClickID, Won: e.Won,
		Reason: string(e.Reason), Message: e.Text,
	}
	if e.ClickID != "" && !e.At.IsZero() {
		out.At = new(e.At.UTC())
	}
	return out
}
