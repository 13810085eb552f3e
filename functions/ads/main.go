// Ads creates and changes partners' ads.
package main

import (
	"crypto/rand"
	"log/slog"
	"time"

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
	most, err := startup.Number("ADS_PER_PARTNER")
	if err != nil {
		return nil, err
	}
	a := api.New(t, nil, log)
	partnerapi.RegisterAds(a, t, most, time.Now, rand.Reader)
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}
