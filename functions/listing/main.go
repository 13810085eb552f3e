// Listing lists what a partner sees: itself, its websites, its children, its ads and its
// conversions.
package main

import (
	"fmt"
	"log/slog"
	"os"
	"time"
	_ "time/tzdata" // Lambda has no time zones of its own

	"signpost/shared/api"
	"signpost/shared/awsclient"
	"signpost/shared/counting"
	"signpost/shared/edge"
	"signpost/shared/lambdahttp"
	"signpost/shared/partnerapi"
	"signpost/shared/referral"
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
	zone, err := referral.ParseZone(os.Getenv("TIME_ZONE"))
	if err != nil {
		return nil, fmt.Errorf("TIME_ZONE %w", err)
	}
	a := api.New(t, vault, log)
	partnerapi.RegisterListing(a, t)
	partnerapi.RegisterConversions(a, partnerapi.Records{
		Store: t, Activity: counting.NewReader(t), Now: time.Now, Zone: zone.Location(),
	})
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}
