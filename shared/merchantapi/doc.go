// Package merchantapi has the operations of merchants' servers: they report conversions, and read
// how those were credited.
package merchantapi
