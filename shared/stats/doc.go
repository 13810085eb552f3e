// Package stats is Link Tracking Stats as partners and admins get them: its parameters, how it is read, and the report as JSON and CSV.
package stats
