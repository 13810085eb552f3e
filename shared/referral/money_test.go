package referral_test

import (
	"math"
	"testing"

	"signpost/shared/referral"
)

func TestCurrencies(t *testing.T) {
	for code, want := range map[string]int{"USD": 2, "JPY": 0, "KWD": 3, "CLF": 4, "ZWG": 2, "AED": 2, "BIF": 0, "XCG": 2} {
		if got, known := referral.CurrencyDigits(code); !known || got != want {
			t.Errorf("CurrencyDigits(%s) = %d, %v; want %d", code, got, known, want)
		}
	}
	for _, code := range []string{"", "US", "USDD", "usd", "XXX", "XAU", "SD ", "D A", " US", "DEM"} {
		if referral.CheckCurrency(code) == nil {
			t.Errorf("%q is taken for a currency", code)
		}
	}
}

func TestFormatAmount(t *testing.T) {
	for _, test := range []struct {
		amount   int64
		currency string
		want     string
	}{
		{1999, "USD", "19.99"}, {5, "USD", "0.05"}, {0, "USD", "0.00"}, {-5, "USD", "-0.05"}, {1999, "JPY", "1999"}, {1, "KWD", "0.001"},
		{math.MinInt64, "USD", "-92233720368547758.08"},
	} {
		if got := referral.FormatAmount(test.amount, test.currency); got != test.want {
			t.Errorf("FormatAmount(%d, %s) = %s, want %s", test.amount, test.currency, got, test.want)
		}
	}
}
