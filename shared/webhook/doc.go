// Package webhook tells merchants and partners about conversions: what is sent, how it is signed, and where it may go.
package webhook
