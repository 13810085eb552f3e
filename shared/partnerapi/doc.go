// Package partnerapi is what a partner's routes do: who they are, what they may promote, whom they recruited, their ads, links and stats.
package partnerapi
