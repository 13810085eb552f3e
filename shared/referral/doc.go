// Package referral is the domain of Signpost: partners, programs, websites, ads, tracking links,
// clicks, conversions, credit and stats, and the rules about who may see, use and earn what.
//
// It uses the standard library alone, and knows nothing of storage, HTTP or Lambda. Clocks, ids
// and randomness are passed in.
package referral
