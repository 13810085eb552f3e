package adminapi

import (
	"context"
	"net/http"
	"time"

	"signpost/shared/api"
	"signpost/shared/credit"
	"signpost/shared/merchantapi"
	"signpost/shared/records"
	"signpost/shared/referral"
)

// ConversionStore keeps what merchants have reported.
type ConversionStore interface {
	// Booking returns a conversion, and the external ids of refunds that wait for it. An
	// unknown one is a NotFound error.
	Booking(ctx context.Context, merchant referral.Code, externalID string) (referral.Booking, []string, error)
	records.Store
}

// Corrector moves credit; *credit.Booker does.
type Corrector interface {
	Correct(
		ctx context.Context, merchant referral.Code, externalID string, to credit.Correction, by referral.Stamp,
	) (referral.Booking, error)
}

// Conversion is what a merchant has reported, and all that is known about its credit.
type Conversion struct {
	merchantapi.Conversion
	Merchant    string    `json:"merchant"`
	Customer    string    `json:"customer" doc:"The merchant's name for the customer; may be empty"`
	Amount      *int64    `json:"amount" doc:"In minor units of the currency; of a refund, what it took. Null for none"`
	Currency    string    `json:"currency" doc:"ISO 4217; empty without an amount"`
	Asked       *int64    `json:"asked,omitempty" doc:"What a refund asked for, if it took less or waits"`
	Refunded    int64     `json:"refunded" doc:"What refunds have taken back, in minor units of the currency"`
	Sale        string    `json:"sale,omitempty" doc:"Of a refund: the externalId of what it refunds"`
	Waiting     bool      `json:"waiting" doc:"Of a refund: its sale has not been reported yet"`
	Corrected   bool      `json:"corrected" doc:"An admin has decided who has the credit"`
	ReceivedAt  time.Time `json:"receivedAt"`
	OccurredAt  time.Time `json:"occurredAt"`
	Rule        string    `json:"rule" doc:"The model that decided"`
	RuleVersion int       `json:"ruleVersion"`
}

func (o *operations) conversionOf(b referral.Booking) Conversion {
	amount, currency := b.Worth()
	return Conversion{Conversion: merchantapi.Present(b, o.Zone.Location()),
		Merchant: string(b.Merchant), Customer: b.Customer,
		Amount: amount, Currency: currency, Asked: b.Asked(), Refunded: b.Balance.Refunded, Sale: b.Sale,
		Waiting: b.Type == referral.Refund && !b.Settled, Corrected: b.Corrected,
		ReceivedAt: b.Received, OccurredAt: b.At(b.Received),
		Rule: string(b.Decision.Rule.Model), RuleVersion: b.Decision.Rule.Version}
}

// NewCredit is the body of a request to move credit.
type NewCredit struct {
	Partner string `json:"partner" doc:"Who is to have the credit; empty for nobody"`
	Website string `json:"website,omitempty" doc:"If absent, the one that has the credit now"`
	Ad      string `json:"ad,omitempty" doc:"An ad of the partner or of its parent"`
	Reason  string `json:"reason,omitempty" maxLength:"500" doc:"Why, for the audit"`
}

func (o *operations) registerConversions() {
	const tag = "Conversions"
	search := list("conversions", "adminListConversions", "List and search conversions, the newest first", tag)
	search.Description = describeSearch
	api.ForAdmin(o.api, search, o.listConversions)
	api.ForAdmin(o.api, read("conversions/{id}", "adminGetConversion", "Read a conversion", tag), o.getConversion)
	move := operation(http.MethodPost, "conversions/{id}/credit", "adminCreditConversion",
		"Move the credit for a conversion, or withdraw it", tag, http.StatusNotFound)
	move.Description = "Takes what the conversion still earns from whoever has the credit, and gives it " +
		"to the partner, or to nobody. The ledger gets an entry for each, at the time of the request. " +
		"A request that changes nothing adds none."
	api.ForAdmin(o.api, move, o.creditConversion)
}

type conversionInput struct {
	ID string `path:"id"`
}

func (o *operations) getConversion(
	ctx context.Context, _ api.Caller, in *conversionInput,
) (*output[Conversion], error) {
	merchant, externalID, err := referral.ParseConversionID(in.ID)
	if err != nil {
		return nil, err
	}
	b, _, err := o.Store.Booking(ctx, merchant, externalID)
	if err != nil {
		return nil, err
	}
	return &output[Conversion]{o.conversionOf(b)}, nil
}

type creditInput struct {
	ID   string `path:"id"`
	Body NewCredit
}

func (o *operations) creditConversion(
	ctx context.Context, caller api.Caller, in *creditInput,
) (*output[Conversion], error) {
	merchant, externalID, err := referral.ParseConversionID(in.ID)
	if err != nil {
		return nil, err
	}
	to, err := o.correction(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	b, err := o.Corrector.Correct(ctx, merchant, externalID, to, o.stamp(caller))
	if err != nil {
		return nil, err
	}
	return &output[Conversion]{o.conversionOf(b)}, nil
}

// correction checks that partner, website and ad exist, and that the ad is one that the partner
// may be credited with.
func (o *operations) correction(ctx context.Context, body NewCredit) (credit.Correction, error) {
	var bad fields
	to := credit.Correction{
		Partner: bad.Code("partner", body.Partner),
		Website: bad.Code("website", body.Website),
		Ad:      bad.Code("ad", body.Ad),
		Reason:  body.Reason,
	}
	bad.AddErr("reason", referral.CheckReason(body.Reason))
	if to.Partner == "" && (to.Website != "" || to.Ad != "") {
		bad.Add("partner", "is needed with a website or an ad")
	}
	if err := bad.Err(); err != nil || to.Partner == "" {
		return to, err
	}
	website, partner, ad, err := o.Store.ReadLink(ctx, to.Website, to.Partner, to.Ad)
	if err != nil {
		return to, err
	}
	switch {
	case partner == nil:
		return to, referral.InvalidField("partner", "there is no partner %s", to.Partner)
	case to.Website != "" && website == nil:
		return to, referral.InvalidField("website", "there is no website %s", to.Website)
	case to.Ad != "" && (ad == nil || !ad.Serves(*partner)):
		return to, referral.InvalidField("ad", "is not an ad of the partner or its parent")
	}
	return to, nil
}
