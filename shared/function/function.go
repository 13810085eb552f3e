// Package function starts a JSON function: the table from the environment, the operations that it serves, and Lambda's loop.
package function

import (
	"fmt"
	"os"

	"signpost/shared/api"
	"signpost/shared/awsclient"
	"signpost/shared/lambdahttp"
	"signpost/shared/table"
)

// Serve serves the operations that register adds, until the process ends. What is missing in the environment ends it at once, with one line in
// the log that says what.
func Serve(register func(*api.API, *table.Table) error) {
	log := api.NewLog()
	a, err := build(register)
	if err != nil {
		log.Error("the function can't start", "error", err.Error())
		os.Exit(1)
	}
	lambdahttp.Start(a, log)
}

func build(register func(*api.API, *table.Table) error) (*api.API, error) {
	name, err := Setting("TABLE")
	if err != nil {
		return nil, err
	}
	client, err := awsclient.NewDynamoDB()
	if err != nil {
		return nil, err
	}
	store := table.New(client, name)
	a := api.New(store, api.NewLog())
	return a, register(a, store)
}

// Setting returns an environment variable that template.yaml sets.
func Setting(name string) (string, error) {
	if value := os.Getenv(name); value != "" {
		return value, nil
	}
	return "", fmt.Errorf("%s is not set", name)
}
