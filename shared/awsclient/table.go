package awsclient

import (
	"signpost/shared/startup"
	"signpost/shared/table"
)

// OpenVault returns the vault in the table that the environment variable SECRETS_TABLE names. A
// missing variable is an error; for others see Config.
func OpenVault() (*table.Vault, error) {
	name, err := startup.Setting("SECRETS_TABLE")
	if err != nil {
		return nil, err
	}
	client, err := NewDynamoDB()
	if err != nil {
		return nil, err
	}
	return table.NewVault(client, name), nil
}

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
