package click

import "strings"

// IsBot tells whether a user agent is that of a crawler, link preview, monitor or program rather than of a person's browser. No user
// agent at all is a bot.
func IsBot(agent string) bool {
	return !strings.HasPrefix(agent, "Mozilla/") || strings.Contains(strings.ToLower(agent), "bot")
}
