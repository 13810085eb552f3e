package awsclient

import (
	"signpost/shared/startup"
	"signpost/shared/table"
)

// OpenTable returns the table that the environment variable TABLE names. A missing variable is
// an error; for others see Config.
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
