// Package reports is Link Tracking Stats as partners and admins get them: its parameters, and the report as JSON and CSV.
package reports
