// Package writing holds the redirect to its promise under faults: a visitor is sent on in time,
// no click is lost, none counts twice. The redirect is put together as functions/redirect does
// it and talks over TCP to a real table through a proxy that does the harm.
package writing
