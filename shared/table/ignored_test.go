package table

import (
	"testing"

	"signpost/shared/referral"
)

func TestEachReasonHasALetterAndANameOfItsOwn(t *testing.T) {
	letters, names := map[string]bool{}, map[string]bool{}
	for i := range len(referral.IgnoredCounts{}) {
		why := referral.Ignored(i)
		letter, name := IgnoredLetter(why), why.String()
		if IgnoredOf(letter) != why || referral.ParseIgnored(name) != why || letters[letter] || names[name] {
			t.Errorf("%q is %q and %q", why.Message(), letter, name)
		}
		if something := why != referral.NothingIgnored; len(letter) != 1 == something || name == "" == something {
			t.Errorf("%d: %q, %q", i, letter, name)
		}
		letters[letter], names[name] = true, true
	}
	if IgnoredOf("!") != referral.NothingIgnored || referral.ParseIgnored("!") != referral.NothingIgnored {
		t.Error("an unknown reason is one")
	}
}
