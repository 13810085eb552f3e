// Listing lists what a partner sees: itself, its websites, its children and its ads.
package main

import (
	"log/slog"

	"signpost/shared/api"
	"signpost/shared/awsclient"
	"signpost/shared/edge"
	"signpost/shared/lambdahttp"
	"signpost/shared/partnerapi"
	"signpost/shared/startup"
)

func main() { startup.Run(wire) }

func wire(log *slog.Logger) (lambdahttp.Handler, error) {
	t, err := awsclient.OpenTable()
	if err != nil {
		return nil, err
	}
	vault, err := awsclient.OpenVault()
	if err != nil {
		return nil, err
	}
	a := api.New(t, vault, log)
	partnerapi.RegisterListing(a, t)
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}
