package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/infra/local/engine"
	"signpost/infra/local/identity"
	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/lambdahttp"
	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
	"signpost/shared/userpool"
)

// metered is a DynamoDB client that adds up the write units of transactions as the engine
// reports them, which includes indexes and the doubling.
type metered struct {
	*dynamodb.Client
	units atomic.Int64 // in thousandths
}

// TransactWriteItems also asks what the transaction costs.
func (m *metered) TransactWriteItems(
	ctx context.Context, in *dynamodb.TransactWriteItemsInput, options ...func(*dynamodb.Options),
) (*dynamodb.TransactWriteItemsOutput, error) {
	asked := *in
	asked.ReturnConsumedCapacity = types.ReturnConsumedCapacityTotal
	out, err := m.Client.TransactWriteItems(ctx, &asked, options...)
	if err == nil {
		for _, c := range out.ConsumedCapacity {
			m.units.Add(int64(1000 * aws.ToFloat64(c.CapacityUnits)))
		}
	}
	return out, err
}

const (
	importedRows = sheet.MaxRows
	benchTable   = "signpost"
	benchPool    = "bench"
)

// measureImport posts a file of 5,000 new partners, each in a program and every other one with
// a parent further down in the file, to the admin function's operations, with the local stack's
// engine and user pool. On AWS, the limit is the user pool's quota of some 50 new users a
// second.
func measureImport(ctx context.Context, b *bench) error {
	client, stop, err := importTable(ctx, b.dir)
	if err != nil {
		return err
	}
	defer stop()
	users, stopUsers, err := importUsers(b.dir)
	if err != nil {
		return err
	}
	defer stopUsers()
	log := slog.New(slog.DiscardHandler)
	store := table.New(client, benchTable)
	a := api.New(store, store, log)
	adminapi.Register(a, adminapi.Parts{
		Store: store, Admins: anyAdmin{}, Users: users, Public: "go.example.com", Currency: "USD", Now: time.Now,
		Random: rand.Reader,
	})
	by := referral.Stamp{By: "bench", At: time.Now(), ID: rand.Text()}
	program := referral.Program{Code: "standard", Name: "Standard"}
	if _, err := store.CreateProgram(ctx, program, by); err != nil {
		return err
	}
	client.units.Store(0)
	start := time.Now()
	if err := importAll(ctx, lambdahttp.New(a, log), importFile()); err != nil {
		return err
	}
	b.result("import_rows_per_second", importedRows/time.Since(start).Seconds(), "rows/s")
	b.result("import_write_units_per_row", float64(client.units.Load())/1000/importedRows, "units")
	return nil
}

// anyAdmin lets everybody act as an admin whose token says so.
type anyAdmin struct{}

func (anyAdmin) CheckAdmin(context.Context, string, string) error { return nil }

// importAll posts the file until no row is pending, as the page does.
func importAll(ctx context.Context, admin *lambdahttp.Adapter, file string) error {
	for {
		answer, err := admin.Handle(ctx, importEvent(file))
		if err != nil {
			return err
		}
		var result adminapi.ImportResult
		if err := json.Unmarshal([]byte(answer.Body), &result); err != nil ||
			answer.StatusCode != http.StatusOK || result.Failed+result.Invalid > 0 {
			return fmt.Errorf("import: %d %.300s", answer.StatusCode, answer.Body)
		}
		if result.Pending == 0 {
			return nil
		}
	}
}

// importEvent returns an admin's request as API Gateway delivers it.
func importEvent(file string) events.APIGatewayV2HTTPRequest {
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: "/api/admin/import", RawQueryString: "kind=partners", Body: file,
		Headers: map[string]string{"content-type": "text/csv"},
	}
	e.RequestContext.HTTP.Method, e.RequestContext.HTTP.Path = http.MethodPost, e.RawPath
	e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{
			Claims: map[string]string{
				"username": "boss", "token_use": "access", "cognito:groups": "[admins]",
			},
		},
	}
	return e
}

func importFile() string {
	var file strings.Builder
	file.WriteString("code,name,email,parent,programs\n")
	for i := range importedRows {
		parent := ""
		if i%2 == 0 {
			parent = fmt.Sprintf("partner-%05d", i+1)
		}
		fmt.Fprintf(&file, "partner-%05d,Partner Number %d,partner%d@example.com,%s,standard\n", i, i, i, parent)
	}
	return file.String()
}

// importTable returns a table in a file, like the local stack's: a table in memory gets slower
// with every record of its stream.
func importTable(ctx context.Context, dir string) (*metered, func(), error) {
	binary, err := engine.Install(ctx)
	if err != nil {
		return nil, nil, err
	}
	e, err := engine.Start(ctx, engine.Config{Binary: binary, File: dir + "/import"})
	if err != nil {
		return nil, nil, err
	}
	client := engine.Client(e.Endpoint())
	if err := engine.CreateTable(ctx, client, benchTable, engine.Signpost()); err != nil {
		e.Stop()
		return nil, nil, err
	}
	return &metered{Client: client}, e.Stop, nil
}

func importUsers(dir string) (*userpool.Pool, func(), error) {
	users, err := identity.Open(identity.Config{
		Issuer: "http://127.0.0.1:1/local-idp", Dir: dir + "/identity", PoolID: benchPool,
		Custom: []identity.CustomAttribute{{Name: "partner"}},
		Client: identity.Client{
			ID: "bench", RedirectURIs: []string{"http://127.0.0.1:1/"}, Scopes: []string{"openid"},
		},
	})
	if err != nil {
		return nil, nil, errors.Join(errors.New("user pool"), err)
	}
	server := httptest.NewServer(users.AdminAPI())
	pool := cognitoidentityprovider.New(cognitoidentityprovider.Options{
		BaseEndpoint: &server.URL, Region: engine.Region,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	return userpool.New(pool, benchPool), func() {
		server.Close()
		_ = users.Close()
	}, nil
}
