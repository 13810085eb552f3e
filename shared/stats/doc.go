// Package stats is Link Tracking Stats as partners and admins get them: their parameters, how they
// are read, and how they look as JSON and CSV.
package stats
