package awsclient

import (
	"signpost/shared/startup"
	"signpost/shared/table"
)

// OpenTable returns the table that the environment names. A missing TABLE is an error, and so is,
// in the local stack, a missing endpoint.
func OpenTable() (*table.Table, error) {
	name, err := startup.Setting("TABLE")
	if err != nil {
		return nil, err
	}
	client, err := NewDynamoDB()
	if err != nil {
		return nil, err
	}
	return table.New(client, name), nil
}
