package referral

import (
	"strconv"
	"strings"
)

// CheckCurrency accepts the codes of the currencies in use (ISO 4217, list one). The error is an
// *Error of kind Invalid.
func CheckCurrency(code string) error {
	if _, known := CurrencyDigits(code); !known {
		return Invalidf("must be an ISO 4217 currency such as USD")
	}
	return nil
}

// CurrencyDigits returns how many decimal digits the minor unit of a currency has: 2 for USD, 0
// for JPY, 3 for KWD.
func CurrencyDigits(code string) (digits int, known bool) {
	if len(code) != 3 {
		return 0, false
	}
	for digits, codes := range currencies {
		if i := strings.Index(codes, code); i >= 0 && i%4 == 0 {
			return digits, true
		}
	}
	return 0, false
}

// currencies has the codes by the digits of their minor unit, every four characters. They are
// those of ISO 4217 list one as of 2026
// (https://www.six-group.com/en/products-services/financial-information/data-standards.html),
// except for what has no minor unit: metals, the funds of the IMF and of development banks, and
// the codes for tests and for no currency.
var currencies = map[int]string{
	0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
	2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD " +
		"CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP " +
		"GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD " +
		"MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP " +
		"PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT " +
		"TOP TRY TTD TWD TZS UAH USD USN UYU UZS VES VED WST XCD XCG YER ZAR ZMW ZWG",
	3: "BHD IQD JOD KWD LYD OMR TND",
	4: "CLF UYW",
}

// Major writes an amount of minor units in major ones: 4990 US dollars are "49.90", 4990 yen are
// "4990".
func Major(minor int64, currency string) string {
	digits, _ := CurrencyDigits(currency)
	sign, n := "", strconv.FormatInt(minor, 10)
	if minor < 0 {
		sign, n = "-", n[1:]
	}
	if digits == 0 {
		return sign + n
	}
	if missing := digits + 1 - len(n); missing > 0 {
		n = strings.Repeat("0", missing) + n
	}
	return sign + n[:len(n)-digits] + "." + n[len(n)-digits:]
}

// Money writes an amount of minor units for people: "49.90 USD".
func Money(minor int64, currency string) string { return Major(minor, currency) + " " + currency }
