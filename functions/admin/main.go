// Admin serves the operations under /api/admin.
package main

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"time"
	_ "time/tzdata" // Lambda has no time zones of its own

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/awsclient"
	"signpost/shared/counting"
	"signpost/shared/credit"
	"signpost/shared/edge"
	"signpost/shared/lambdahttp"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/startup"
	"signpost/shared/userpool"
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
	public, err := publicHost()
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
	users, admins, err := userPool()
	if err != nil {
		return nil, err
	}
	queue, err := awsclient.OpenQueue("WEBHOOK_QUEUE_URL")
	if err != nil {
		return nil, err
	}
	a := api.New(t, vault, log)
	counters := counting.NewReader(t)
	adminapi.Register(a, adminapi.Parts{
		Store: t, Admins: admins, Counters: counters, Users: users,
		Corrector: credit.NewBooker(t), Reconcile: reconcile.New(counters).Day,
		Rebuild: counting.NewRebuilder(t).Rebuild, WebhookQueue: queue,
		OnThisMachine: startup.IsLocal(), Public: public, Currency: currency, Zone: zone,
		Now: time.Now, Random: rand.Reader,
	})
	return lambdahttp.New(a, log).Behind(edge.FromEnvironment()).Handle, nil
}

// publicHost returns the host of tracking links, with its port if PUBLIC_URL has one.
func publicHost() (string, error) {
	public, err := startup.Setting("PUBLIC_URL")
	if err != nil {
		return "", err
	}
	origin, err := url.Parse(public)
	if err != nil || origin.Host == "" {
		return "", fmt.Errorf("PUBLIC_URL %q is not a URL", public)
	}
	return origin.Host, nil
}

// The user pool takes some 50 new users a second, which an import of thousands exceeds. So its
// client slows down when it is throttled, and tries for longer than others.
const (
	poolAttempts   = 6
	poolMaxBackoff = time.Second
)

// userPool returns the pool, and the check of admins on it. The check has a client of its own, so
// that it does not slow down with an import.
func userPool() (*userpool.Pool, *userpool.Admins, error) {
	id, err := startup.Setting("USER_POOL_ID")
	if err != nil {
		return nil, nil, err
	}
	secondFactor, err := startup.Setting("CHECK_SECOND_FACTOR")
	if err != nil {
		return nil, nil, err
	}
	config, err := awsclient.Config(awsclient.Cognito)
	if err != nil {
		return nil, nil, err
	}
	admins := &userpool.Admins{
		Client: cognitoidentityprovider.NewFromConfig(config), Pool: id,
		SecondFactor: secondFactor == "true", Now: time.Now,
	}
	config.Retryer = slowingDown
	if client, ok := config.HTTPClient.(*awshttp.BuildableClient); ok {
		config.HTTPClient = client.WithTransportOptions(keepConnections)
	}
	return userpool.New(cognitoidentityprovider.NewFromConfig(config), id), admins, nil
}

func slowingDown() aws.Retryer {
	return retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
		o.StandardOptions = append(o.StandardOptions, func(s *retry.StandardOptions) {
			s.MaxAttempts, s.MaxBackoff = poolAttempts, poolMaxBackoff
		})
	})
}

// keepConnections keeps as many idle connections as an import has calls under way. The SDK keeps
// fewer, and would open new ones again and again.
func keepConnections(t *http.Transport) { t.MaxIdleConnsPerHost = adminapi.UsersAtOnce }
