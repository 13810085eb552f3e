// Center serves the Partner Center: its page and files, the configuration that the page needs to
// sign in, and the OpenAPI document.
package main

import (
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"signpost/shared/edge"
	"signpost/shared/lambdahttp"
	"signpost/shared/startup"
)

// dist is what Vite built from web/. Until something has been built, it has only a placeholder.
//
//go:embed all:dist
var dist embed.FS

//go:embed openapi.json
var openAPI []byte

func main() { startup.Run(wire) }

func wire(log *slog.Logger) (lambdahttp.Handler, error) {
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, fmt.Errorf("the page is missing: %w", err)
	}
	site, err := newSite(built, openAPI, settings{
		Issuer:       os.Getenv("ISSUER"),
		ClientID:     os.Getenv("CLIENT_ID"),
		Scopes:       os.Getenv("SCOPES"),
		TimeZone:     os.Getenv("TIME_ZONE"),
		signInOrigin: os.Getenv("SIGN_IN_ORIGIN"),
	})
	if err != nil {
		return nil, fmt.Errorf("the page can't be served: %w", err)
	}
	return lambdahttp.New(site, log).Behind(edge.FromEnvironment()).Handle, nil
}
