// Command usual is the redirect as one would write it without measuring: the default
// configuration, an HTTP handler behind httpadapter, and a request to the table for every read
// and every counter. With REQUESTS=two it makes the redirect's two requests instead.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/awslabs/aws-lambda-go-api-proxy/httpadapter"
)

type item = map[string]types.AttributeValue

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func key(pk, sk string) item { return item{"pk": str(pk), "sk": str(sk)} }

type redirect struct {
	client *dynamodb.Client
	table  string
}

func main() {
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		panic(err)
	}
	r := redirect{client: dynamodb.NewFromConfig(cfg), table: os.Getenv("TABLE")}
	visit := r.manyRequests
	if os.Getenv("REQUESTS") == "two" {
		visit = r.twoRequests
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /go/{website}/{partner}/{ad}", func(w http.ResponseWriter, req *http.Request) {
		destination, err := visit(req.Context(), req)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		u, _ := url.Parse(destination)
		query := req.URL.Query()
		query.Set("partner", req.PathValue("partner"))
		query.Set("ad", req.PathValue("ad"))
		u.RawQuery = query.Encode()
		http.Redirect(w, req, u.String(), http.StatusFound)
	})
	lambda.Start(httpadapter.NewV2(mux).ProxyWithContext)
}

// manyRequests reads website, partner and ad one by one and increments four counters.
func (r redirect) manyRequests(ctx context.Context, req *http.Request) (string, error) {
	destination := ""
	for _, k := range keysOf(req) {
		out, err := r.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &r.table, Key: k})
		if err != nil {
			return "", err
		}
		if u, ok := out.Item["url"].(*types.AttributeValueMemberS); ok {
			destination = u.Value
		}
	}
	day := time.Now().UTC().Format(time.DateOnly)
	for _, of := range []string{"website", "partner", "ad", "day"} {
		if _, err := r.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
			TableName: &r.table, Key: key("COUNT#"+of, day), UpdateExpression: new("ADD hits :one"),
			ExpressionAttributeValues: item{":one": &types.AttributeValueMemberN{Value: "1"}},
		}); err != nil {
			return "", err
		}
	}
	return destination, nil
}

// keysOf returns the keys of the link's website, partner and ad.
func keysOf(req *http.Request) []item {
	return []item{
		key("WEBSITE#"+req.PathValue("website"), "WEBSITE"),
		key("PARTNER#"+req.PathValue("partner"), "PARTNER"),
		key("AD#"+req.PathValue("ad"), "AD"),
	}
}

// twoRequests reads the link in one request and writes the click.
func (r redirect) twoRequests(ctx context.Context, req *http.Request) (string, error) {
	out, err := r.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{r.table: {Keys: keysOf(req)}},
	})
	if err != nil {
		return "", err
	}
	destination := ""
	for _, found := range out.Responses[r.table] {
		if u, ok := found["url"].(*types.AttributeValueMemberS); ok {
			destination = u.Value
		}
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{req.RemoteAddr, req.UserAgent(), req.URL.Path}, "|")))
	click := key("CLICK#"+base64.RawURLEncoding.EncodeToString(sum[:12]), time.Now().String())
	_, err = r.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &r.table, Item: click})
	return destination, err
}
