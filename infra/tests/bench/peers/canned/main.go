// Command canned is the redirect with a table in memory. It shows what an invocation costs
// without the network.
package main

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"signpost/infra/tests/bench/canned"
	"signpost/shared/edge"
)

func main() {
	debug.SetGCPercent(400) // as functions/redirect does
	redirect := canned.Redirect(edge.FromEnvironment())
	_ = redirect.Salts.Load(context.Background(), time.Now())
	lambda.Start(redirect)
}
