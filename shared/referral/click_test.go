package referral_test

import (
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestParseClickIDRefusesOtherCharacters(t *testing.T) {
	good := strings.Repeat("a", referral.ClickIDLength-1)
	if _, err := referral.ParseClickID(good + "_"); err != nil {
		t.Errorf("letters and '_': %v", err)
	}
	for _, last := range []string{" ", "#", "/", ".", "\x00", "\xff"} {
		if _, err := referral.ParseClickID(good + last); referral.CodeOf(err) != referral.Invalid {
			t.Errorf("a click id that ends in %q: %v, want invalid", last, err)
		}
	}
}
