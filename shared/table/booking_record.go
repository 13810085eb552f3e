package table

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"signpost/shared/referral"
)

// bookingRecord is the item of a conversion. A refund that comes before its sale leaves, at the
// sale's key, an item with nothing but refunds.
type bookingRecord struct {
	PK         string                  `dynamodbav:"pk"`
	SK         string                  `dynamodbav:"sk"`
	GSIPK      string                  `dynamodbav:"gsi1pk,omitempty"`
	GSISK      string                  `dynamodbav:"gsi1sk,omitempty"`
	Merchant   referral.Code           `dynamodbav:"merchant"`
	ExternalID string                  `dynamodbav:"externalId"`
	Type       referral.ConversionType `dynamodbav:"type"`
	ClickID    string                  `dynamodbav:"clickId,omitempty"`
	Customer   string                  `dynamodbav:"customer,omitempty"`
	Erased     bool                    `dynamodbav:"customerErased,omitempty"`
	Partner    string                  `dynamodbav:"partner,omitempty"`
	Amount     *int64                  `dynamodbav:"amount,omitempty"`
	Currency   string                  `dynamodbav:"currency,omitempty"`
	OccurredAt *time.Time              `dynamodbav:"occurredAt,omitempty"`
	Sale       string                  `dynamodbav:"sale,omitempty"`
	Received   time.Time               `dynamodbav:"received"`
	// What the key that reported it might earn for.
	Websites       []referral.Code `dynamodbav:"websites,stringset,omitempty"`
	NamesNoPartner bool            `dynamodbav:"namesNoPartner,omitempty"`
	// Decision and Credit are JSON: they are written and read as a whole, and take a third less
	// room than maps.
	Decision  string            `dynamodbav:"decision"`
	Credit    string            `dynamodbav:"credit,omitempty"`
	Corrected bool              `dynamodbav:"corrected,omitempty"`
	Refunded  int64             `dynamodbav:"refunded,omitempty"`
	Whole     bool              `dynamodbav:"whole,omitempty"`
	Refunds   []string          `dynamodbav:"refunds,stringset,omitempty"`
	Settled   bool              `dynamodbav:"settled,omitempty"`
	Taken     *referral.Earning `dynamodbav:"taken,omitempty"`
	Waited    *time.Time        `dynamodbav:"waited,omitempty"`
	Version   int               `dynamodbav:"version"`
}

func recordOfBooking(b referral.Booking) Item {
	k, g := conversionKey(b.Merchant, b.ExternalID), conversionsKey(b)
	r := bookingRecord{
		PK:             k.PK,
		SK:             k.SK,
		GSIPK:          g.PK,
		GSISK:          g.SK,
		Merchant:       b.Merchant,
		ExternalID:     b.ExternalID,
		Type:           b.Type,
		ClickID:        b.ClickID,
		Customer:       b.Customer,
		Erased:         b.CustomerErased,
		Partner:        b.Partner,
		Amount:         b.Amount,
		Currency:       b.Currency,
		OccurredAt:     timeOrNil(b.OccurredAt),
		Sale:           b.Sale,
		Received:       b.Received.UTC(),
		Websites:       b.Scope.Websites,
		NamesNoPartner: b.Scope.NamesNoPartner,
		Decision:       jsonOf(b.Decision),
		Corrected:      b.Corrected,
		Refunded:       b.Balance.Refunded,
		Whole:          b.Balance.Whole,
		Refunds:        b.Refunds,
		Settled:        b.Settled,
		Waited:         timeOrNil(b.Waited),
		Version:        b.Version,
	}
	if !b.Taken.IsZero() {
		r.Taken = &b.Taken
	}
	if b.Credit != nil {
		r.Credit = jsonOf(b.Credit)
	}
	return marshal(r)
}

// jsonOf returns value, which has nothing that cannot be marshaled, as JSON.
func jsonOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic("table: " + err.Error())
	}
	return string(text)
}

func bookingOf(item Item) (referral.Booking, error) {
	var r bookingRecord
	if err := attributevalue.UnmarshalMap(item, &r); err != nil {
		return referral.Booking{}, fmt.Errorf("read a conversion: %w", err)
	}
	b := referral.Booking{
		Conversion: referral.Conversion{
			Merchant:       r.Merchant,
			ExternalID:     r.ExternalID,
			Type:           r.Type,
			ClickID:        r.ClickID,
			Customer:       r.Customer,
			CustomerErased: r.Erased,
			Partner:        r.Partner,
			Amount:         r.Amount,
			Currency:       r.Currency,
			OccurredAt:     timeOrZero(r.OccurredAt),
			Sale:           r.Sale,
		},
		Received:  r.Received,
		Scope:     referral.Scope{Websites: sortedCodes(r.Websites), NamesNoPartner: r.NamesNoPartner},
		ULID:      ulidIn(r.GSISK),
		Corrected: r.Corrected,
		Balance:   referral.Balance{Refunded: r.Refunded, Whole: r.Whole},
		Refunds:   r.Refunds,
		Settled:   r.Settled,
		Waited:    timeOrZero(r.Waited),
		Version:   r.Version,
	}
	if r.Taken != nil {
		b.Taken = *r.Taken
	}
	if err := fromJSON(r.Decision, &b.Decision); err != nil {
		return b, fmt.Errorf("read a conversion's decision: %w", err)
	}
	if err := fromJSON(r.Credit, &b.Credit); err != nil {
		return b, fmt.Errorf("read a conversion's credit: %w", err)
	}
	return b, nil
}

// fromJSON reads text into value, which stays as it is if there is none.
func fromJSON(text string, value any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), value)
}
