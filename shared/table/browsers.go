package table

// browsers are referral.Browsers by the capital letter under which clicks, ledger entries and
// counters keep them. Letters that are in use never change their meaning.
var browsers = [...]string{
	'B': "facebook", 'C': "chrome", 'E': "edge", 'F': "firefox", 'G': "samsung", 'I': "instagram",
	'O': "opera", 'P': "pinterest", 'S': "safari", 'T': "tiktok", 'X': "other",
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// BrowserLetter returns the letter of a family of browsers; "" for "" and for what is not one of
// referral.Browsers.
func BrowserLetter(browser string) string {
	for i := 'A'; browser != "" && int(i) < len(browsers); i++ {
		if browsers[i] == browser {
			return capitals[i-'A' : i-'A'+1]
		}
	}
	return ""
}

// BrowserOf returns the family that a letter stands for, "" for none.
func BrowserOf(letter string) string {
	if len(letter) != 1 || int(letter[0]) >= len(browsers) {
		return ""
	}
	return browsers[letter[0]]
}
