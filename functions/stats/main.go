// Stats serves partners their Link Tracking Stats.
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
	currency, err := startup.Setting("CURRENCY")
	if err != nil {
		return nil, err
	}
	a := api.New(t, vault, log)
	partnerapi.RegisterStats(a, t, counting.NewReader(t), currency, time.Now)
	partnerapi.RegisterVisits(a, t, counting.NewReader(t), time.Now)
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}
