package referral_test

import (
	"testing"

	"pgregory.net/rapid"

	"signpost/shared/referral"
)

// refund returns a refund of an amount, or of all that is left if that is 0.
func refund(amount int64) referral.Conversion {
	c := referral.Conversion{Merchant: "shop", ExternalID: "refund-1", Type: referral.Refund, Sale: "order-1"}
	if amount > 0 {
		c.Amount, c.Currency = &amount, "USD"
	}
	return c
}

func TestTakeBack(t *testing.T) {
	lead := referral.Conversion{Type: referral.Lead}
	all := referral.Balance{Refunded: 1000, Whole: true}
	rest := referral.Earning{Sales: 1, Amount: 700, Currency: "USD"}
	tests := map[string]struct {
		of     referral.Conversion
		before int64 // what was refunded before
		refund referral.Conversion
		want   referral.Earning
		after  referral.Balance
	}{
		"a part": {
			sale(1000), 0, refund(300), referral.Earning{Amount: 300, Currency: "USD"}, referral.Balance{Refunded: 300},
		},
		"all at once": {
			sale(1000), 0, refund(1000), referral.Earning{Sales: 1, Amount: 1000, Currency: "USD"}, all,
		},
		"the rest":                  {sale(1000), 300, refund(700), rest, all},
		"more than is left":         {sale(1000), 300, refund(5000), rest, all},
		"whatever is left":          {sale(1000), 300, refund(0), rest, all},
		"of a sale without revenue": {sale(0), 0, refund(0), referral.Earning{Sales: 1}, referral.Balance{Whole: true}},
		"of a lead":                 {lead, 0, refund(0), referral.Earning{Leads: 1}, referral.Balance{Whole: true}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, after, err := referral.Balance{Refunded: test.before}.TakeBack(test.of, test.refund)
			if err != nil || got != test.want || after != test.after {
				t.Errorf("TakeBack = %+v, %+v, %v; want %+v, %+v", got, after, err, test.want, test.after)
			}
		})
	}
}

func TestTakeBackRefusesARefundThatDoesNotFit(t *testing.T) {
	euros := refund(100)
	euros.Currency = "EUR"
	if _, _, err := (referral.Balance{}).TakeBack(sale(1000), euros); badFields(err) != "currency" {
		t.Errorf("another currency: %v", err)
	}
	if _, _, err := (referral.Balance{}).TakeBack(refund(100), refund(100)); badFields(err) != "sale" {
		t.Errorf("refund of a refund: %v", err)
	}
}

func TestRefundsTakeTheSameInAnyOrderAndNeverMoreThanWasEarned(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		earned := sale(rapid.Int64Range(0, 5000).Draw(t, "sale"))
		amounts := rapid.SliceOfN(rapid.Int64Range(0, 3000), 0, 6).Draw(t, "refunds")
		left := takeAll(t, earned, amounts)
		if other := takeAll(t, earned, rapid.Permutation(amounts).Draw(t, "order")); left != other {
			t.Fatalf("left %+v in one order, %+v in another", left, other)
		}
		if left.Amount < 0 || left.Sales < 0 || left.Amount > *earned.Amount {
			t.Fatalf("left %+v", left)
		}
	})
}

func takeAll(t *rapid.T, earned referral.Conversion, amounts []int64) referral.Earning {
	var balance referral.Balance
	left := earned.Earns()
	for _, amount := range amounts {
		taken, after, err := balance.TakeBack(earned, refund(amount))
		if err != nil {
			t.Fatal(err)
		}
		balance = after
		left.Amount -= taken.Amount
		left.Sales -= taken.Sales
	}
	if still := balance.Left(earned); still.Amount != left.Amount || still.Sales != left.Sales {
		t.Fatalf("%+v is left by the balance, %+v by the sum", still, left)
	}
	left.Currency = ""
	return left
}
