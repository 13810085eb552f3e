package table

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"

	"signpost/shared/referral"
)

// bookingRecord is the item of a conversion. A refund that comes before its sale leaves an item with nothing but refunds at the sale's key.
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
	Partner    string                  `dynamodbav:"partner,omitempty"`
	Amount     *int64                  `dynamodbav:"amount,omitempty"`
	Currency   string                  `dynamodbav:"currency,omitempty"`
	OccurredAt *time.Time              `dynamodbav:"occurredAt,omitempty"`
	Sale       string                  `dynamodbav:"sale,omitempty"`
	Received   time.Time               `dynamodbav:"received"`
	// Decision and Credit are JSON: they are written and read whole, and take a third less room than maps.
	Decision  string            `dynamodbav:"decision"`
	Credit    string            `dynamodbav:"credit,omitempty"`
	Corrected bool              `dynamodbav:"corrected,omitempty"`
	Refunded  int64             `dynamodbav:"refunded,omitempty"`
	Whole     bool              `dynamodbav:"whole,omitempty"`
	Refunds   []string          `dynamodbav:"refunds,stringset,omitempty"`
	Settled   bool              `dynamodbav:"settled,omitempty"`
	Taken     *referral.Earning `dynamodbav:"taken,omitempty"`
	Version   int               `dynamodbav:"version"`
}

func recordOfBooking(b referral.Booking) (Item, error) {
	decision, err := json.Marshal(b.Decision)
	if err != nil {
		return nil, fmt.Errorf("write a conversion: %w", err)
	}
	k, g := ConversionKey(b.Merchant, b.ExternalID), ConversionsKey(referral.DayOf(b.Received), b.ULID)
	r := bookingRecord{PK: k.PK, SK: k.SK, GSIPK: g.PK, GSISK: g.SK, Merchant: b.Merchant, ExternalID: b.ExternalID, Type: b.Type,
		ClickID: b.ClickID, Customer: b.Customer, Partner: b.Partner, Amount: b.Amount, Currency: b.Currency,
		OccurredAt: timeOrNil(b.OccurredAt), Sale: b.Sale, Received: b.Received.UTC(), Decision: string(decision), Corrected: b.Corrected,
		Refunded: b.Balance.Refunded, Whole: b.Balance.Whole, Refunds: b.Refunds, Settled: b.Settled, Version: b.Version}
	if !b.Taken.IsZero() {
		r.Taken = &b.Taken
	}
	if b.Credit != nil {
		credit, err := json.Marshal(b.Credit)
		if err != nil {
			return nil, fmt.Errorf("write a conversion: %w", err)
		}
		r.Credit = string(credit)
	}
	return marshal(r), nil
}

func bookingOf(item Item) (referral.Booking, error) {
	var r bookingRecord
	if err := attributevalue.UnmarshalMap(item, &r); err != nil {
		return referral.Booking{}, fmt.Errorf("read a conversion: %w", err)
	}
	b := referral.Booking{Conversion: referral.Conversion{Merchant: r.Merchant, ExternalID: r.ExternalID, Type: r.Type, ClickID: r.ClickID,
		Customer: r.Customer, Partner: r.Partner, Amount: r.Amount, Currency: r.Currency, Sale: r.Sale},
		Received: r.Received, Balance: referral.Balance{Refunded: r.Refunded, Whole: r.Whole}, Refunds: r.Refunds,
		ULID: r.GSISK, Settled: r.Settled, Corrected: r.Corrected, Version: r.Version}
	if r.Taken != nil {
		b.Taken = *r.Taken
	}
	if r.OccurredAt != nil {
		b.OccurredAt = *r.OccurredAt
	}
	if r.Decision != "" {
		if err := json.Unmarshal([]byte(r.Decision), &b.Decision); err != nil {
			return b, fmt.Errorf("read a conversion's decision: %w", err)
		}
	}
	if r.Credit != "" {
		if err := json.Unmarshal([]byte(r.Credit), &b.Credit); err != nil {
			return b, fmt.Errorf("read a conversion's credit: %w", err)
		}
	}
	return b, nil
}

// entryItem is an entry of the ledger, beside the conversion that caused it.
func entryItem(merchant referral.Code, externalID string, e referral.Entry) Item {
	item := EntryKey(merchant, externalID, e.ID).Attributes()
	item[AttrTime] = Num(e.At.UnixMilli())
	for name, n := range map[string]int64{AttrLeads: int64(e.Leads), AttrSales: int64(e.Sales), AttrSubscriptions: int64(e.Subscriptions), AttrAmount: e.Amount} {
		if n != 0 {
			item[name] = Num(n)
		}
	}
	putIfSet(item, AttrPartner, string(e.Partner))
	putIfSet(item, AttrWebsite, string(e.Website))
	putIfSet(item, AttrAd, string(e.Ad))
	putIfSet(item, AttrCurrency, e.Currency)
	putVisitor(item, e.Visitor)
	return item
}
