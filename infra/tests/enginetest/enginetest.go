// Package enginetest gives a test a DynamoDB engine of its own, in memory, with Signpost's
// table.
package enginetest

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/local/engine"
)

// TableName is the name of the table that Start creates.
const TableName = "signpost"

// DB is a running engine with an empty table.
type DB struct {
	Endpoint string           // base URL on 127.0.0.1
	Table    string           // the table's name
	Client   *dynamodb.Client // talks to Endpoint
	Engine   *engine.Engine   // for tests that kill it
}

// Start runs an engine until the test and its subtests end. It takes some 50 ms, and longer the
// first time, when it installs the engine. It fails the test if the engine does not start.
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
