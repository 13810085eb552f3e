// Stats serves partners their Link Tracking Stats.
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
	"signpost/shared/stats"
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
	zone, err := referral.ParseZone(os.Getenv("TIME_ZONE"))
	if err != nil {
		return nil, fmt.Errorf("TIME_ZONE %w", err)
	}
	a := api.New(t, vault, log)
	account := stats.Account{Store: t, Currency: currency, Zone: zone}
	partnerapi.RegisterStats(a, t, counting.NewReader(t), account, time.Now)
	partnerapi.RegisterVisits(a, t, counting.NewReader(t), time.Now)
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}
