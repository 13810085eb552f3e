// Center serves the Partner Center: its page, the files of it, what the page needs to sign in, and the OpenAPI document.
package main

import (
	"embed"
	"io/fs"
	"log/slog"
	"os"

	"signpost/shared/lambdahttp"
)

// dist is what Vite built from web/; in a clone where nothing was built yet it holds a placeholder only.
//
//go:embed all:dist
var dist embed.FS

//go:embed openapi.json
var openAPI []byte

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		log.Error("the page is missing", "error", err.Error())
		os.Exit(1)
	}
	site, err := newSite(built, openAPI, settings{
		Issuer:       os.Getenv("ISSUER"),
		ClientID:     os.Getenv("CLIENT_ID"),
		Scopes:       os.Getenv("SCOPES"),
		signInOrigin: os.Getenv("SIGN_IN_ORIGIN"),
	})
	if err != nil {
		log.Error("the page can't be served", "error", err.Error())
		os.Exit(1)
	}
	lambdahttp.Start(site, log)
}
