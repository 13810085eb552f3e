// Package webhook tells merchants and partners about conversions: what is sent, how it is signed,
// where it may go, and how long it is tried.
package webhook
