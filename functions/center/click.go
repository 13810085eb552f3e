package main

import (
	_ "embed"
	"net/http"
)

// clickScript is the script that merchants put on the pages of a destination. It keeps the click
// id until the visitor orders.
//
//go:embed click.js
var clickScript []byte

// clickPath is where other sites load the script from. It never changes.
const clickPath = "/click.js"

// cacheForAnHour limits how long a change takes to reach visitors.
const cacheForAnHour = "public, max-age=3600"

func clickFile() *file {
	f := document("text/javascript; charset=utf-8", clickScript)
	f.cache = cacheForAnHour
	return f
}

// openToOtherSites lets other sites load what is served. By default, they can't.
func openToOtherSites(h http.Header) {
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}
