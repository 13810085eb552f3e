package click

import "bytes"

// infra/generate/bots makes the table of bots (bots_table.go) from a list of crawlers, and the
// rules here recognize crawlers that are on no list yet. Everything is compared in lower case.
// Because every visit waits for this, one pass over the user agent finds the table's candidates,
// by a hash of each four consecutive bytes.

// botText is a text that shows that a user agent is a program's. It is found by the four bytes that
// begin at the position at.
type botText struct {
	text string
	at   uint8
	word bool // counts only at the beginning of a word
}

const (
	botBits = 13
	// BotHashes is the number of different hashes, for infra/generate/bots.
	BotHashes = 1 << botBits
	botHashes = BotHashes
)

// BotWords show that a user agent is a program's, whatever else it contains. infra/generate/bots
// puts all but the shortest into the table.
var BotWords = [...]string{
	"bot", "crawl", "spider", "slurp", "scrap", "fetch", "monitor", "preview", "http:", "https", "www.",
	"headless", "phantomjs", "lighthouse", "checker", "validator", "archiver", "inspect", "analyz", "audit",
	"harvest", "extract", "uptime", "feed", "libwww", "python", "perl", "java/",
}

// BotHash is the hash of the first four bytes of s, for infra/generate/bots.
func BotHash(s string) uint32 {
	return botHash(uint32(s[0])<<24 | uint32(s[1])<<16 | uint32(s[2])<<8 | uint32(s[3]))
}

// botHash is Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
func botHash(four uint32) uint32 { return four * 2654435769 >> (32 - botBits) }

// maxAgent is how many bytes of a user agent are looked at.
const maxAgent = 512

// IsBot reports whether a user agent belongs to a crawler, link preview, monitor or other program
// rather than to a person's browser. Without a user agent, it is a bot.
func IsBot(agent string) bool {
	var space [maxAgent]byte
	lower := appendLower(space[:0], agent[:min(len(agent), maxAgent)])
	return !looksLikeBrowser(lower) || hasBot(lower) || inBotTable(lower) || hasEmail(lower)
}

// IsBotByRules is IsBot without the table, so that infra/generate/bots can measure what the table
// adds.
func IsBotByRules(agent string) bool {
	var space [maxAgent]byte
	lower := appendLower(space[:0], agent[:min(len(agent), maxAgent)])
	for _, word := range BotWords[1:] {
		if contains(lower, word) {
			return true
		}
	}
	return !looksLikeBrowser(lower) || hasBot(lower) || hasEmail(lower)
}

// engines are the rendering engines that browsers name.
var engines = [...]string{"applewebkit/", "gecko/", "trident/", "presto/", "msie ", "khtml/"}

// looksLikeBrowser reports whether a user agent has the form that browsers have kept since the
// nineties: a product that they all claim to be, the platform in parentheses, and an engine.
// Crawlers write "compatible" in place of the platform, which only a few old browsers did.
func looksLikeBrowser(lower []byte) bool {
	if !begins(lower, "mozilla/") && !begins(lower, "opera/") || bytes.IndexByte(lower, '(') < 0 {
		return false
	}
	i := bytes.Index(lower, []byte("compatible"))
	if i >= 0 && !contains(lower[i:], "msie") && !contains(lower[i:], "konqueror") {
		return false
	}
	for _, engine := range engines {
		if contains(lower, engine) {
			return true
		}
	}
	return false
}

func begins(lower []byte, text string) bool {
	return len(lower) >= len(text) && string(lower[:len(text)]) == text
}

func contains(lower []byte, text string) bool { return bytes.Contains(lower, []byte(text)) }

// hasBot looks for the word "bot", which is too short for the table. CUBOT makes telephones.
func hasBot(lower []byte) bool {
	for at := 0; ; {
		i := bytes.Index(lower[at:], []byte("bot"))
		if i < 0 {
			return false
		}
		at += i + len("bot")
		if !bytes.HasSuffix(lower[:at], []byte("cubot")) {
			return true
		}
	}
}

// hasEmail reports whether there is an email address, which only programs give.
func hasEmail(lower []byte) bool {
	i := bytes.IndexByte(lower, '@')
	if i <= 0 || i+1 == len(lower) || lower[i+1] < 'a' || lower[i+1] > 'z' {
		return false
	}
	domain := lower[i+1:]
	if end := bytes.IndexAny(domain, " =;,()<>"); end >= 0 {
		domain = domain[:end]
	}
	return bytes.IndexByte(domain, '.') > 0
}

func inBotTable(lower []byte) bool {
	for _, text := range botPrefixes {
		if begins(lower, text) {
			return true
		}
	}
	var four uint32
	for i, c := range lower {
		four = four<<8 | uint32(c)
		hash := botHash(four)
		for n := botFirst[hash]; n < botFirst[hash+1]; n++ {
			if t := &botTexts[n]; t.matches(lower, i-3-int(t.at)) {
				return true
			}
		}
	}
	return false
}

func (t *botText) matches(lower []byte, at int) bool {
	return at >= 0 && at+len(t.text) <= len(lower) && string(lower[at:at+len(t.text)]) == t.text &&
		(!t.word || at == 0 || lower[at-1] < 'a' || lower[at-1] > 'z')
}
