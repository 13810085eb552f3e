// Package merchantapi is what merchants' servers call: they report conversions and read what became of them.
package merchantapi
