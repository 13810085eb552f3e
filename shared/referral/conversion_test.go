package referral_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func sale(amount int64) referral.Conversion {
	return referral.Conversion{Merchant: "shop", ExternalID: "order-1", Type: referral.Sale, Amount: &amount, Currency: "USD"}
}

func TestConversionCheckNamesEveryBadField(t *testing.T) {
	tests := map[string]struct {
		change func(*referral.Conversion)
		field  string // "" when fine
	}{
		"as it should be":              {func(*referral.Conversion) {}, ""},
		"free of charge":               {func(c *referral.Conversion) { *c.Amount = 0 }, ""},
		"without amount and currency":  {func(c *referral.Conversion) { c.Amount, c.Currency = nil, "" }, ""},
		"an id with anything in it":    {func(c *referral.Conversion) { c.ExternalID = "№ 1/2#3 %2F é\u00a0" }, "externalId"}, // a no-break space is not printable
		"an id with signs":             {func(c *referral.Conversion) { c.ExternalID = "№ 1/2#3 %2F é" }, ""},
		"an id as long as may be":      {func(c *referral.Conversion) { c.ExternalID = strings.Repeat("é", 200) }, ""},
		"an id too long":               {func(c *referral.Conversion) { c.ExternalID = strings.Repeat("x", 201) }, "externalId"},
		"no id":                        {func(c *referral.Conversion) { c.ExternalID = "" }, "externalId"},
		"an id with a line break":      {func(c *referral.Conversion) { c.ExternalID = "a\nb" }, "externalId"},
		"an id with broken UTF-8":      {func(c *referral.Conversion) { c.ExternalID = "\xff" }, "externalId"},
		"no type":                      {func(c *referral.Conversion) { c.Type = "" }, "type"},
		"another type":                 {func(c *referral.Conversion) { c.Type = "gift" }, "type"},
		"a negative amount":            {func(c *referral.Conversion) { *c.Amount = -1 }, "amount"},
		"an amount past all sense":     {func(c *referral.Conversion) { *c.Amount = referral.MaxAmount + 1 }, "amount"},
		"an unknown currency":          {func(c *referral.Conversion) { c.Currency = "ABC" }, "currency"},
		"a currency in small letters":  {func(c *referral.Conversion) { c.Currency = "usd" }, "currency"},
		"gold":                         {func(c *referral.Conversion) { c.Currency = "XAU" }, "currency"},
		"an amount without a currency": {func(c *referral.Conversion) { c.Currency = "" }, "currency"},
		"a clock that is a bit fast":   {func(c *referral.Conversion) { c.OccurredAt = noon.Add(15 * time.Minute) }, ""},
		"in the future":                {func(c *referral.Conversion) { c.OccurredAt = noon.Add(16 * time.Minute) }, "occurredAt"},
		"reported late":                {func(c *referral.Conversion) { c.OccurredAt = noon.AddDate(-1, 0, 0) }, ""},
		"a clock that starts at 1970":  {func(c *referral.Conversion) { c.OccurredAt = time.Unix(0, 0) }, "occurredAt"},
		"a sale that refers to a sale": {func(c *referral.Conversion) { c.Sale = "order-0" }, "sale"},
		"a refund of nothing":          {func(c *referral.Conversion) { c.Type = referral.Refund }, "sale"},
		"a refund of itself":           {func(c *referral.Conversion) { c.Type, c.Sale = referral.Refund, "order-1" }, "sale"},
		"a refund of a sale":           {func(c *referral.Conversion) { c.Type, c.Sale = referral.Refund, "order-0" }, ""},
		"a refund of no money":         {func(c *referral.Conversion) { c.Type, c.Sale, *c.Amount = referral.Refund, "order-0", 0 }, "amount"},
		"a misshapen click id":         {func(c *referral.Conversion) { c.ClickID = "no click id" }, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := sale(1000)
			test.change(&c)
			err := c.Check(noon)
			if got := badFields(err); got != test.field {
				t.Errorf("bad fields = %q, want %q (%v)", got, test.field, err)
			}
		})
	}
}

func badFields(err error) string {
	var domain *referral.Error
	if !errors.As(err, &domain) {
		return ""
	}
	var fields []string
	for _, f := range domain.Fields {
		fields = append(fields, f.Field)
	}
	return strings.Join(fields, ",")
}

func TestAConversionIsShownWhenItOccurredButNeverInTheFuture(t *testing.T) {
	for name, test := range map[string]struct{ occurred, want time.Time }{
		"not said":        {time.Time{}, noon},
		"earlier":         {noon.AddDate(0, 0, -3), noon.AddDate(0, 0, -3)},
		"a fast clock":    {noon.Add(10 * time.Minute), noon},
		"in another zone": {noon.Add(-time.Hour).In(time.FixedZone("", 7200)), noon.Add(-time.Hour)},
	} {
		c := sale(1)
		c.OccurredAt = test.occurred
		if got := c.At(noon.Add(123 * time.Microsecond)); !got.Equal(test.want) || got.Location() != time.UTC {
			t.Errorf("%s: At = %v, want %v", name, got, test.want)
		}
	}
}

func TestDifferencesNamesTheFieldsThatDiffer(t *testing.T) {
	other := int64(1001)
	for field, change := range map[string]func(*referral.Conversion){
		"":           func(*referral.Conversion) {},
		"type":       func(c *referral.Conversion) { c.Type = referral.Lead },
		"clickId":    func(c *referral.Conversion) { c.ClickID = "x" },
		"customer":   func(c *referral.Conversion) { c.Customer = "x" },
		"partner":    func(c *referral.Conversion) { c.Partner = "x" },
		"amount":     func(c *referral.Conversion) { c.Amount = &other },
		"currency":   func(c *referral.Conversion) { c.Currency = "EUR" },
		"occurredAt": func(c *referral.Conversion) { c.OccurredAt = noon },
		"sale":       func(c *referral.Conversion) { c.Sale = "x" },
	} {
		first, second := sale(1000), sale(1000)
		change(&second)
		differences := second.Differences(first)
		if got := badFields(&referral.Error{Fields: differences}); got != field {
			t.Errorf("differences = %q, want %q", got, field)
		}
	}
	without := sale(0)
	without.Amount = nil
	if without.Differences(sale(0)) == nil {
		t.Error("no amount is the same as an amount of nothing")
	}
}
