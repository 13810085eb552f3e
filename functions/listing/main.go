// Listing lists what a partner sees: itself, its websites, its children, its ads and its
// conversions.
package main

import (
	"log/slog"
	"time"

	"signpost/shared/api"
	"signpost/shared/awsclient"
	"signpost/shared/counting"
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
	partnerapi.RegisterConversions(a, partnerapi.Records{
		Store: t, Activity: counting.NewReader(t), Now: time.Now, Zone: time.UTC,
	})
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}
