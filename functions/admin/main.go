// Admin serves the operations under /api/admin.
package main

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/awsclient"
	"signpost/shared/counting"
	"signpost/shared/credit"
	"signpost/shared/lambdahttp"
	"signpost/shared/reconcile"
	"signpost/shared/startup"
	"signpost/shared/userpool"
)

func main() { startup.Run(wire) }

func wire(log *slog.Logger) (lambdahttp.Handler, error) {
	t, err := awsclient.OpenTable()
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
	users, err := userPool()
	if err != nil {
		return nil, err
	}
	queue, err := awsclient.OpenQueue("WEBHOOK_QUEUE_URL")
	if err != nil {
		return nil, err
	}
	a := api.New(t, log)
	counters := counting.NewReader(t)
	adminapi.Register(a, adminapi.Parts{
		Store: t, Counters: counters, Users: users,
		Corrector: credit.NewBooker(t), Reconcile: reconcile.New(counters).Day, WebhookQueue: queue,
		OnThisMachine: startup.IsLocal(), Public: public, Currency: currency,
		Now: time.Now, Random: rand.Reader,
	})
	return lambdahttp.New(a, log).Handle, nil
}

// publicHost returns the host of tracking links.
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

// poolAttempts is how often a call to the user pool is tried. Its quota is some 50 new users a second, which an import of thousands meets, so
// the client slows itself down when it is throttled.
const poolAttempts = 6

func userPool() (*userpool.Pool, error) {
	id, err := startup.Setting("USER_POOL_ID")
	if err != nil {
		return nil, err
	}
	config, err := awsclient.Config(awsclient.Cognito)
	if err != nil {
		return nil, err
	}
	config.Retryer = func() aws.Retryer {
		return retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
			o.StandardOptions = append(o.StandardOptions, func(s *retry.StandardOptions) { s.MaxAttempts, s.MaxBackoff = poolAttempts, time.Second })
		})
	}
	if client, ok := config.HTTPClient.(*awshttp.BuildableClient); ok { // else an import would make a connection for every other user
		config.HTTPClient = client.WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = adminapi.UsersAtOnce })
	}
	return userpool.New(cognitoidentityprovider.NewFromConfig(config), id), nil
}
