package table

import "signpost/shared/referral"

// ignoredLetters are the letters under which clicks and counters keep what was ignored of a link.
// None of them is another measure's (counting.Measure), and letters that are in use never change
// their meaning.
var ignoredLetters = [...]string{
	referral.UnknownPartner: "x", referral.InactivePartner: "i", referral.ClosedWebsite: "c",
	referral.UnknownAd: "y", referral.ForeignAd: "f", referral.AdWithoutPartner: "a",
}

// IgnoredLetter returns the letter of a reason, "" for referral.NothingIgnored.
func IgnoredLetter(i referral.Ignored) string { return ignoredLetters[i] }

// IgnoredOf returns the reason that a letter stands for, referral.NothingIgnored for none.
func IgnoredOf(letter string) referral.Ignored {
	for i, l := range ignoredLetters {
		if l == letter {
			return referral.Ignored(i)
		}
	}
	return referral.NothingIgnored
}
