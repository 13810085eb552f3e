// Conversions books the conversions that merchants' servers report.
package main

import (
	"log/slog"
	"time"

	"signpost/shared/api"
	"signpost/shared/awsclient"
	"signpost/shared/credit"
	"signpost/shared/edge"
	"signpost/shared/lambdahttp"
	"signpost/shared/merchantapi"
	"signpost/shared/referral"
	"signpost/shared/startup"
)

func main() { startup.Run(wire) }

func wire(log *slog.Logger) (lambdahttp.Handler, error) {
	t, err := awsclient.OpenTable()
	if err != nil {
		return nil, err
	}
	days, err := startup.Number("CLICK_RETENTION_DAYS")
	if err != nil {
		return nil, err
	}
	booker := credit.NewBooker(t)
	booker.Retention = referral.Retention(days)
	a := api.New(t, nil, log)
	merchantapi.Register(a, t, booker, t, time.Now)
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}
