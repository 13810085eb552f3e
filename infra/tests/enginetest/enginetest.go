// Package enginetest gives a test a DynamoDB engine of its own, in memory, with Signpost's
// table made.
package enginetest

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/local/engine"
)

// TableName is the table that Start makes.
const TableName = "signpost"

// DB is a running engine with an empty table.
type DB struct {
	Endpoint string           // base URL on 127.0.0.1
	Table    string           // the table's name
	Client   *dynamodb.Client // talks to Endpoint
	Engine   *engine.Engine   // for tests of its faults
}

// Start runs an engine until the test and its subtests end; it takes some 50 ms. What it needs
// and is not installed, it installs. It ends the test if there is no engine to be had.
func Start(t testing.TB) *DB {
	t.Helper()
	binary, err := engine.Install(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	e, err := engine.Start(t.Context(), engine.Config{Binary: binary})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Stop)
	db := &DB{Endpoint: e.Endpoint(), Table: TableName, Client: engine.Client(e.Endpoint()), Engine: e}
	if err := engine.CreateTable(t.Context(), db.Client, db.Table, engine.Signpost()); err != nil {
		t.Fatal(err)
	}
	return db
}
