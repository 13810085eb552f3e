package quickaws

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

// environment is that of a function whose table and queue are at endpoint.
func environment(endpoint string) func(string) string {
	values := map[string]string{
		"AWS_REGION":                "us-east-1",
		"AWS_ACCESS_KEY_ID":         "a",
		"AWS_SECRET_ACCESS_KEY":     "b",
		"AWS_ENDPOINT_URL_DYNAMODB": endpoint,
		"AWS_ENDPOINT_URL_SQS":      endpoint,
	}
	return func(name string) string { return values[name] }
}

func settingsFor(t testing.TB, endpoint string) Settings {
	t.Helper()
	s, err := FromEnvironment(environment(endpoint))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func clientFor(t testing.TB, endpoint string, h *HTTP) *dynamodb.Client {
	t.Helper()
	client, err := settingsFor(t, endpoint).DynamoDB(h)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func put(ctx context.Context, client *dynamodb.Client) error {
	item := map[string]types.AttributeValue{}
	_, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("signpost"), Item: item})
	return err
}

// Prefixes of the names of errors.
const (
	tableError  = "com.amazonaws.dynamodb.v20120810#"
	commonError = "com.amazon.coral.service#"
)

// step is how a server answers one request.
type step func(http.ResponseWriter)

func says(status int, body string) step {
	return func(w http.ResponseWriter) { w.WriteHeader(status); _, _ = io.WriteString(w, body) }
}

// refuses answers with a service's error.
func refuses(name string) step { return says(400, `{"__type":"`+name+`","Message":"no"}`) }

func hangsUp(w http.ResponseWriter) {
	c, _, _ := w.(http.Hijacker).Hijack()
	c.Close()
}

// serve answers requests step by step, repeating the last step, and counts them.
func serve(t *testing.T, steps ...step) (endpoint string, requests *atomic.Int64) {
	requests = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		n := int(requests.Add(1))
		steps[min(n, len(steps))-1](w)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

func TestTemporaryFailuresAreTriedOnceMore(t *testing.T) {
	ok := says(200, "{}")
	for name, c := range map[string]struct {
		steps    []step
		requests int64
		fails    bool
	}{
		"success":           {[]step{ok}, 1, false},
		"500":               {[]step{says(500, `{"__type":"InternalServerError"}`), ok}, 2, false},
		"503 of a proxy":    {[]step{says(503, "<html>"), ok}, 2, false},
		"throttled":         {[]step{refuses(tableError + "ProvisionedThroughputExceededException"), ok}, 2, false},
		"throttled by rate": {[]step{refuses("com.amazon.coral.availability#ThrottlingException"), ok}, 2, false},
		"malformed":         {[]step{says(200, `{"Attributes":`), ok}, 2, false},
		"hung up":           {[]step{hangsUp, ok}, 2, false},
		"500 always":        {[]step{says(500, "{}")}, 2, true},
		"malformed always":  {[]step{says(200, "<html>")}, 2, true},
		"condition":         {[]step{refuses(tableError + "ConditionalCheckFailedException")}, 1, true},
		"no such table":     {[]step{refuses(tableError + "ResourceNotFoundException")}, 1, true},
		"access denied":     {[]step{refuses(commonError + "AccessDeniedException")}, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			endpoint, requests := serve(t, c.steps...)
			err := put(t.Context(), clientFor(t, endpoint, NewHTTP(nil)))
			if (err != nil) != c.fails || requests.Load() != c.requests {
				t.Errorf("%d requests, %v; want %d, failure %v", requests.Load(), err, c.requests, c.fails)
			}
		})
	}
}

func TestAFailedConditionHasTheItem(t *testing.T) {
	answer := `{"__type":"` + tableError + `ConditionalCheckFailedException","Item":{"i":{"S":"x"}}}`
	endpoint, _ := serve(t, says(400, answer))
	var failed *types.ConditionalCheckFailedException
	err := put(t.Context(), clientFor(t, endpoint, NewHTTP(nil)))
	if !errors.As(err, &failed) || failed.Item["i"] == nil {
		t.Errorf("error = %v with %v", err, failed)
	}
}

func TestAServicesErrorKeepsItsCode(t *testing.T) {
	endpoint, _ := serve(t, refuses(commonError+"AccessDeniedException"))
	var api smithy.APIError
	err := put(t.Context(), clientFor(t, endpoint, NewHTTP(nil)))
	if !errors.As(err, &api) || api.ErrorCode() != "AccessDeniedException" {
		t.Errorf("error = %v", err)
	}
}

func TestAHangingServerCostsTwoAttempts(t *testing.T) {
	hung := make(chan struct{})
	endpoint, requests := serve(t, says(200, "{}"), func(http.ResponseWriter) { <-hung })
	t.Cleanup(func() { close(hung) })
	client := clientFor(t, endpoint, NewHTTP(nil))
	if err := put(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	err := put(t.Context(), client)
	took := time.Since(began)
	if err == nil || took < 2*attemptWithin || took > 3*attemptWithin || requests.Load() != 3 {
		t.Errorf("%v after %s and %d requests", err, took, requests.Load())
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	began = time.Now()
	if err := put(ctx, client); err == nil || time.Since(began) > attemptWithin {
		t.Errorf("%v after %s, past the context's deadline", err, time.Since(began))
	}
}

func TestConnectionsAreKeptAndDeadOnesReplaced(t *testing.T) {
	endpoint, requests := serve(t, says(200, "{}"), says(200, "{}"), hangsUp, says(200, "{}"))
	h := NewHTTP(nil)
	client := clientFor(t, endpoint, h)
	for i := range 3 {
		if err := put(t.Context(), client); err != nil {
			t.Fatalf("request %d: %v", i, err)
		}
	}
	if requests.Load() != 4 || len(h.idle) != 1 {
		t.Errorf("%d requests, %d hosts", requests.Load(), len(h.idle))
	}
}

func TestWithoutAServerARequestFails(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := put(t.Context(), clientFor(t, "http://"+l.Addr().String(), NewHTTP(nil))); err == nil {
		t.Error("no error")
	}
}

func TestSendingToTheQueueFailsUnlessTheAnswerIs200(t *testing.T) {
	endpoint, requests := serve(t, says(200, "{}"), refuses("com.amazonaws.sqs#QueueDoesNotExist"), says(500, ""))
	q, err := settingsFor(t, endpoint).Queue(NewHTTP(nil), "https://sqs.us-east-1.amazonaws.com/1/clicks")
	if err != nil {
		t.Fatal(err)
	}
	for i, fails := range []bool{false, true, true} {
		if err := q.Send(t.Context(), "text"); (err != nil) != fails {
			t.Errorf("message %d: %v", i, err)
		}
	}
	if requests.Load() != 3 {
		t.Errorf("requests = %d", requests.Load())
	}
}

func TestTheSystemsCertificatesAreTheSecondChoice(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := put(t.Context(), clientFor(t, server.URL, NewHTTP(root))); err != nil {
		t.Errorf("with the server's certificate: %v", err)
	}
	stranger := NewHTTP(nil)
	if err := put(t.Context(), clientFor(t, server.URL, stranger)); err == nil || !stranger.dialer.system.Load() {
		t.Errorf("without it: %v", err)
	}
}

func TestAmazonsRootsAreValid(t *testing.T) {
	n := 0
	for rest := amazonPEM; ; n++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		root, err := x509.ParseCertificate(block.Bytes)
		if err != nil || root.CheckSignatureFrom(root) != nil || time.Now().After(root.NotAfter) {
			t.Errorf("%v: %v", root.Subject, err)
		}
	}
	if n != 5 {
		t.Errorf("roots = %d, want 5", n)
	}
}

func TestTheLocalStackNeverTalksToAWS(t *testing.T) {
	for _, missing := range []string{
		"AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_SQS", "AWS_REGION", "AWS_SECRET_ACCESS_KEY",
	} {
		env := func(name string) string {
			switch name {
			case missing:
				return ""
			case "SIGNPOST_LOCAL":
				return "1"
			}
			return environment("http://127.0.0.1:1")(name)
		}
		if _, err := FromEnvironment(env); err == nil {
			t.Errorf("no error without %s", missing)
		}
	}
}

func TestTheTableIsAtTheRegionsEndpoint(t *testing.T) {
	for region, want := range map[string]string{
		"eu-central-1": "https://dynamodb.eu-central-1.amazonaws.com",
		"cn-north-1":   "https://dynamodb.cn-north-1.amazonaws.com.cn",
	} {
		u, err := Settings{region: region}.tableEndpoint()
		if err != nil || u.String() != want {
			t.Errorf("%s: %v, %v", region, u, err)
		}
	}
}
