package stats

import "signpost/shared/referral"

// visitRule says what a number of visits is.
type visitRule struct {
	what   string
	number func(referral.Counts) int64
	says   string
}

var linkRules = []visitRule{
	{
		"hits", func(c referral.Counts) int64 { return c.Hits },
		"Visits by people. Each is in the stats.",
	},
	{
		"uniques", func(c referral.Counts) int64 { return c.Uniques },
		"Hits that were a visitor's first on this link that day, UTC. Further visits with the same address and " +
			"browser are hits, but no uniques.",
	},
	{
		"bots", func(c referral.Counts) int64 { return c.Bots },
		"Visits by crawlers, link previews, monitors and programs, going by the user agent, or without one. They " +
			"are no hits and never earn.",
	},
	{
		"prefetches", func(c referral.Counts) int64 { return c.Prefetches },
		"A browser followed the link in advance, in case somebody would (Sec-Purpose: prefetch). That is no hit and " +
			"never earns. If somebody follows the link later, that visit is a hit of its own.",
	},
}

// ignoredRule says what happened to hits of whose link something was ignored.
type ignoredRule struct {
	why  referral.Ignored
	says string
}

// adRules are for hits of a partner's links. They are among the partner's hits without an ad.
var adRules = []ignoredRule{
	{
		referral.UnknownAd,
		"The link named an ad that does not exist. The hit counts for the partner, without an ad.",
	},
	{
		referral.ForeignAd,
		"The link named an ad that is neither the partner's nor its parent's. The hit counts for the partner, " +
			"without an ad.",
	},
}

// partnerRules are for hits that nobody is credited for.
var partnerRules = []ignoredRule{
	{
		referral.UnknownPartner,
		"The link named a partner that does not exist, such as a mistyped one. The hit counts for nobody.",
	},
	{
		referral.InactivePartner,
		"The link named a partner that was not active at the time. The hit counts for nobody.",
	},
	{
		referral.ClosedWebsite,
		"The link named a partner to whom the website was not open. The hit counts for nobody.",
	},
	{
		referral.AdWithoutPartner,
		"The link named an ad, but no partner. The hit counts for nobody, without an ad.",
	},
}

// unrecorded are the requests that are answered and leave no record.
var unrecorded = []string{
	"A visit to a website that does not exist gets a page that says so (404).",
	"A visit to an archived website without a fallback URL gets a page that says so (410).",
	"A HEAD request, with which programs check links, is answered like a visit.",
	"While links can't be looked up, visitors go to the fallback URL, or get an error (503).",
	"A visit that never reached Signpost, because something in front of it refused or answered it.",
}
