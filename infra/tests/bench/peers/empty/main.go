// Command empty is the least that a Lambda function in Go can be. The redirect's own cost is
// measured against it.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

type empty struct{}

func (empty) Invoke(context.Context, []byte) ([]byte, error) {
	return []byte(`{"statusCode":302,"headers":{"Location":"https://example.com/"},"body":""}`), nil
}

func main() { lambda.Start(empty{}) }
