// Package cuts fills a local stack with a small year of traffic, as `make demo` does, and asks for
// its stats in every way that they can be cut. Each answer is compared with what the raw clicks and
// the ledger in the table add up to, by code of its own.
package cuts
