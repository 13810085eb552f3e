package referral_test

import (
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

type conversion = referral.Conversion

func sale(amount int64) referral.Conversion {
	return referral.Conversion{
		Merchant: "shop", ExternalID: "order-1", Type: referral.Sale, Amount: &amount, Currency: "USD",
	}
}

func TestConversionCheckNamesEveryBadField(t *testing.T) {
	refundOf := func(of string) conversion {
		c := sale(1000)
		c.Type, c.Sale = referral.Refund, of
		return c
	}
	tests := map[string]struct {
		change func(*conversion)
		bad    string // the field, "" if the conversion is valid
	}{
		"valid":                   {func(*conversion) {}, ""},
		"free of charge":          {func(c *conversion) { *c.Amount = 0 }, ""},
		"no amount or currency":   {func(c *conversion) { c.Amount, c.Currency = nil, "" }, ""},
		"a no-break space":        {func(c *conversion) { c.ExternalID = "№ 1/2#3 %2F é\u00a0" }, "externalId"},
		"printable characters":    {func(c *conversion) { c.ExternalID = "№ 1/2#3 %2F é" }, ""},
		"the longest id":          {func(c *conversion) { c.ExternalID = strings.Repeat("é", 200) }, ""},
		"an id too long":          {func(c *conversion) { c.ExternalID = strings.Repeat("x", 201) }, "externalId"},
		"no id":                   {func(c *conversion) { c.ExternalID = "" }, "externalId"},
		"a line break":            {func(c *conversion) { c.ExternalID = "a\nb" }, "externalId"},
		"broken UTF-8":            {func(c *conversion) { c.ExternalID = "\xff" }, "externalId"},
		"no type":                 {func(c *conversion) { c.Type = "" }, "type"},
		"an unknown type":         {func(c *conversion) { c.Type = "gift" }, "type"},
		"a negative amount":       {func(c *conversion) { *c.Amount = -1 }, "amount"},
		"too large an amount":     {func(c *conversion) { *c.Amount = referral.MaxAmount + 1 }, "amount"},
		"an unknown currency":     {func(c *conversion) { c.Currency = "ABC" }, "currency"},
		"a lower-case currency":   {func(c *conversion) { c.Currency = "usd" }, "currency"},
		"gold":                    {func(c *conversion) { c.Currency = "XAU" }, "currency"},
		"an amount, no currency":  {func(c *conversion) { c.Currency = "" }, "currency"},
		"a clock slightly fast":   {func(c *conversion) { c.OccurredAt = noon.Add(15 * time.Minute) }, ""},
		"in the future":           {func(c *conversion) { c.OccurredAt = noon.Add(16 * time.Minute) }, "occurredAt"},
		"reported late":           {func(c *conversion) { c.OccurredAt = noon.AddDate(-1, 0, 0) }, ""},
		"reported much too late":  {func(c *conversion) { c.OccurredAt = time.Unix(0, 0) }, "occurredAt"},
		"a sale of a sale":        {func(c *conversion) { c.Sale = "order-0" }, "sale"},
		"a refund without a sale": {func(c *conversion) { c.Type = referral.Refund }, "sale"},
		"a refund of itself":      {func(c *conversion) { *c = refundOf("order-1") }, "sale"},
		"a refund of a sale":      {func(c *conversion) { *c = refundOf("order-0") }, ""},
		"a refund of 0":           {func(c *conversion) { *c = refundOf("order-0"); c.Amount = new(int64) }, "amount"},
		"a malformed click id":    {func(c *conversion) { c.ClickID = "no click id" }, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := sale(1000)
			test.change(&c)
			err := c.Check(noon)
			if got := badFields(err); got != test.bad {
				t.Errorf("bad fields = %q, want %q (%v)", got, test.bad, err)
			}
		})
	}
}

func TestAConversionIsShownWhenItOccurredButNeverInTheFuture(t *testing.T) {
	for name, test := range map[string]struct{ occurred, want time.Time }{
		"unknown":         {time.Time{}, noon},
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
	for field, change := range map[string]func(*conversion){
		"":           func(*conversion) {},
		"type":       func(c *conversion) { c.Type = referral.Lead },
		"clickId":    func(c *conversion) { c.ClickID = "x" },
		"customer":   func(c *conversion) { c.Customer = "x" },
		"partner":    func(c *conversion) { c.Partner = "x" },
		"amount":     func(c *conversion) { c.Amount = &other },
		"currency":   func(c *conversion) { c.Currency = "EUR" },
		"occurredAt": func(c *conversion) { c.OccurredAt = noon },
		"sale":       func(c *conversion) { c.Sale = "x" },
	} {
		first, second := sale(1000), sale(1000)
		change(&second)
		differences := second.Differences(first)
		if got := badFields(referral.FieldErrors(differences).Err()); got != field {
			t.Errorf("differences = %q, want %q", got, field)
		}
	}
	without := sale(0)
	without.Amount = nil
	if without.Differences(sale(0)) == nil {
		t.Error("no amount is taken for an amount of zero")
	}
}
