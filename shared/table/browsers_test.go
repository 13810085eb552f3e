package table

import (
	"testing"

	"signpost/shared/referral"
)

func TestEachBrowserHasACapitalLetterOfItsOwn(t *testing.T) {
	seen := map[string]string{}
	for _, browser := range referral.Browsers {
		letter := BrowserLetter(browser)
		if len(letter) != 1 || letter < "A" || letter > "Z" || seen[letter] != "" || BrowserOf(letter) != browser {
			t.Errorf("%s is %q, as is %q; read as %q", browser, letter, seen[letter], BrowserOf(letter))
		}
		seen[letter] = browser
	}
	for _, unknown := range []string{"", "Netscape", "Chrome", "c", "*", "CC"} {
		if BrowserLetter(unknown) != "" || BrowserOf(unknown) != "" {
			t.Errorf("%q is %q, and is read as %q", unknown, BrowserLetter(unknown), BrowserOf(unknown))
		}
	}
}
