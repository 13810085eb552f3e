package referral_test

import (
	"testing"

	"signpost/shared/referral"
)

func TestCurrencies(t *testing.T) {
	for code, want := range map[string]int{
		"USD": 2, "JPY": 0, "KWD": 3, "CLF": 4, "ZWG": 2, "AED": 2, "BIF": 0, "XCG": 2,
	} {
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
