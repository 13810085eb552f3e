// Admin serves the operations under /api/admin.
package main

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"os"
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
	"signpost/shared/function"
	"signpost/shared/reconcile"
	"signpost/shared/table"
	"signpost/shared/webhook"
)

func main() { function.Serve(register) }

func register(a *api.API, t *table.Table) error {
	public, err := function.Setting("PUBLIC_URL")
	if err != nil {
		return err
	}
	origin, err := url.Parse(public)
	if err != nil || origin.Host == "" {
		return fmt.Errorf("PUBLIC_URL %q is no URL", public)
	}
	currency, err := function.Setting("CURRENCY")
	if err != nil {
		return err
	}
	users, err := userPool()
	if err != nil {
		return err
	}
	queue, err := webhookQueue()
	if err != nil {
		return err
	}
	counters := counting.NewReader(t)
	adminapi.Register(a, adminapi.Parts{Store: t, Counters: counters, Users: users, Corrector: credit.NewDesk(t), Reconcile: reconcile.New(counters).Day,
		WebhookQueue: queue, OnThisMachine: os.Getenv("SIGNPOST_LOCAL") == "1", Public: origin.Host, Currency: currency, Now: time.Now, Random: rand.Reader})
	return nil
}

func webhookQueue() (*webhook.SQS, error) {
	queue, err := function.Setting("WEBHOOK_QUEUE_URL")
	if err != nil {
		return nil, err
	}
	return webhook.NewSQS(queue)
}

// poolAttempts is how often a call to the user pool is tried. Its quota is some 50 new users a second, which an import of thousands meets, so
// the client slows itself down when it is throttled.
const poolAttempts = 6

func userPool() (*adminapi.UserPool, error) {
	id, err := function.Setting("USER_POOL_ID")
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
	return adminapi.NewUserPool(cognitoidentityprovider.NewFromConfig(config), id), nil
}
