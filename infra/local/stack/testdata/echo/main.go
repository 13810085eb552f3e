// Command echo is a Lambda function for the tests of the local stack: it crashes when asked to,
// says who called, and logs what its event sources bring.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

type event struct {
	events.APIGatewayV2HTTPRequest
	Records []record
}

// record is a record of a stream or a message of a queue.
type record struct {
	events.DynamoDBEventRecord
	Body string `json:"body"`
}

func main() {
	lambda.Start(func(_ context.Context, e event) (events.APIGatewayV2HTTPResponse, error) {
		for _, r := range e.Records {
			if r.Body != "" {
				fmt.Println("queue:", r.Body)
				continue
			}
			fmt.Println("stream:", r.Change.Keys["pk"].String())
		}
		if e.RawPath == "/crash" {
			os.Exit(1)
		}
		answer := map[string]string{
			"path": e.RawPath, "table": os.Getenv("TABLE"),
			"endpoint": os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), "local": os.Getenv("SIGNPOST_LOCAL"),
		}
		if a := e.RequestContext.Authorizer; a != nil && a.JWT != nil {
			answer["user"] = a.JWT.Claims["username"]
		}
		body, err := json.Marshal(answer)
		return events.APIGatewayV2HTTPResponse{StatusCode: 200, Body: string(body)}, err
	})
}
