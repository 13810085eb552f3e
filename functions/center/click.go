package main

import (
	_ "embed"
	"net/http"
)

// clickScript is what merchants put on the pages of a destination, so that the click id is still there when the visitor orders.
//
//go:embed click.js
var clickScript []byte

// clickPath is where other sites load the script from: it never changes.
const clickPath = "/click.js"

// cacheForAnHour is how long a changed script may take to reach visitors.
const cacheForAnHour = "public, max-age=3600"

func clickFile() *file {
	f := document("text/javascript; charset=utf-8", clickScript)
	f.cache = cacheForAnHour
	return f
}

// openToOtherSites lets the pages of other sites load what is served, which nothing else of the center does.
func openToOtherSites(h http.Header) {
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
}
