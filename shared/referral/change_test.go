package referral_test

import (
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestCheckReason(t *testing.T) {
	for reason, valid := range map[string]bool{
		"":                        true,
		"coupon by mistake\n注文 7": true,
		strings.Repeat("注", 500):  true,
		strings.Repeat("注", 501):  false,
		"unprintable \x00":        false,
		"not UTF-8: \xff":         false,
		strings.Repeat("x", 5000): false,
	} {
		if err := referral.CheckReason(reason); (err == nil) != valid {
			t.Errorf("%.20q: %v", reason, err)
		}
	}
}
