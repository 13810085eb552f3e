// Links generates and lists tracking links, draws their QR codes, and keeps partners' postbacks.
package main

import (
	"crypto/rand"
	"log/slog"
	"strings"
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
	vault, err := awsclient.OpenVault()
	if err != nil {
		return nil, err
	}
	origin, err := startup.Setting("PUBLIC_URL")
	if err != nil {
		return nil, err
	}
	a := api.New(t, vault, log)
	partnerapi.RegisterLinks(a, t, strings.TrimSuffix(origin, "/"), time.Now)
	partnerapi.RegisterPostback(a, partnerapi.Postbacks{
		Store: t, OnThisMachine: startup.IsLocal(), Now: time.Now, Random: rand.Reader,
	})
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}
