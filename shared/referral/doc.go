// Package referral is the domain of Signpost: partners, programs, websites, ads, tracking links, clicks, credit and reports,
// and the rules that say who may see, use and earn what.
//
// It uses the standard library alone and knows no storage, no HTTP and no Lambda. Clocks, ids and randomness are passed in.
package referral
