package e2e

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/rogpeppe/go-internal/testscript"
)

// cmdKept reads all of the table, keys and index included.
func cmdKept(ts *testscript.TestScript, neg bool, args []string) {
	text, err := os.ReadFile(filepath.Join(of(ts).data, "dynamodb.url"))
	ts.Check(err)
	endpoint := strings.TrimSpace(string(text))
	client := dynamodb.New(dynamodb.Options{
		BaseEndpoint: &endpoint, Region: "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	items := 0
	found := ""
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: new("signpost")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		ts.Check(err)
		for _, item := range page.Items {
			items++
			dumped, err := json.Marshal(item)
			ts.Check(err)
			if strings.Contains(strings.ToLower(string(dumped)), strings.ToLower(args[0])) {
				found = string(dumped)
			}
		}
	}
	if items == 0 || (found != "") == neg {
		ts.Fatalf("looked for %q in %d items; found %s", args[0], items, found)
	}
}
