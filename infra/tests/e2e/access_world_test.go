package e2e

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
	"github.com/golang-jwt/jwt/v5"

	"signpost/infra/tests/makerun"
)

// accessWorld is a running system with somebody in every position:
//
//	above     recruited owner
//	owner     has the objects of the table: an ad, a link, a conversion
//	below     was recruited by owner, and has an ad of its own
//	stranger  is in the same program, and nothing else
//	left      is inactive
//	admin     is in the group admins; dismissed is too, and disabled
//
// Two merchants have keys, and a third key is revoked.
type accessWorld struct {
	t     *testing.T
	stack *makerun.Stack
	data  string
	key   *rsa.PrivateKey

	expired                    string
	conversion, keyID, webhook string
	keys                       map[string]string // secrets, by actor
	requests                   int
}

func newAccessWorld(t *testing.T) *accessWorld {
	t.Helper()
	port, err := makerun.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	w := &accessWorld{t: t, data: t.TempDir(), keys: map[string]string{}}
	if w.stack, err = makerun.Start(projectRoot(t), w.data, port); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.stack.Kill()
		if refused := w.stack.Refused(); refused != "" {
			t.Errorf("functions called what they may not:\n%s", refused)
		}
	})
	w.key = readSigningKey(t, filepath.Join(w.data, "identity", "signing-key.pem"))
	w.expired = w.credentials("expired")
	w.setUp()
	return w
}

func readSigningKey(t *testing.T, path string) *rsa.PrivateKey {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}

// credentials returns what an actor sends: a token or a merchant key; "" for nobody.
func (w *accessWorld) credentials(actor string) string {
	users := map[string]string{
		"owner": "owner", "child": "below", "parent": "above", "other": "stranger", "inactive": "left",
		"admin": "admin", "dismissed": "dismissed",
		"expired": "owner", "issuer": "owner", "client": "owner", "id": "owner", "scope": "owner", "forged": "owner",
	}
	if user, ok := users[actor]; ok {
		return w.token(user, actor)
	}
	return w.keys[actor]
}

// token makes a token of the local issuer, wrong in the way that the flaw names.
func (w *accessWorld) token(user, flaw string) string {
	w.t.Helper()
	config := map[string]any{}
	answer, status := w.send(http.MethodGet, "/config.json", "", "")
	if err := json.Unmarshal([]byte(answer), &config); err != nil || status != http.StatusOK {
		w.t.Fatalf("config.json: %d %s", status, answer)
	}
	now := time.Now()
	claims := jwt.MapClaims{
		"sub": w.subject(user), "iss": config["issuer"], "client_id": config["clientId"], "token_use": "access",
		"scope": "openid signpost/partner", "username": user, "jti": rand.Text(),
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(),
	}
	if user == "admin" || user == "dismissed" {
		claims["cognito:groups"] = []string{"admins"}
	}
	key := w.key
	switch flaw {
	case "expired":
		claims["iat"], claims["exp"] = now.Add(-2*time.Hour).Unix(), now.Add(-time.Hour).Unix()
	case "issuer":
		claims["iss"] = "https://evil.example.com"
	case "client":
		claims["client_id"] = "another-client"
	case "id":
		delete(claims, "client_id")
		delete(claims, "scope")
		maps.Copy(claims, jwt.MapClaims{"token_use": "id", "aud": config["clientId"], "cognito:username": user})
	case "scope":
		claims["scope"] = "openid"
	case "forged":
		var err error
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			w.t.Fatal(err)
		}
	}
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(&w.key.PublicKey))
	token.Header["kid"] = base64.RawURLEncoding.EncodeToString(sum[:])
	signed, err := token.SignedString(key)
	if err != nil {
		w.t.Fatal(err)
	}
	return signed
}

const poolID = "us-east-1_local"

// pool returns a client of the stack's user pool.
func (w *accessWorld) pool() *cognitoidentityprovider.Client {
	w.t.Helper()
	endpoint, err := os.ReadFile(filepath.Join(w.data, "sqs.url"))
	if err != nil {
		w.t.Fatal(err)
	}
	return cognitoidentityprovider.New(cognitoidentityprovider.Options{
		BaseEndpoint: new(strings.TrimSpace(string(endpoint))), Region: "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

// subject returns the id of a user, or its name if there is no such user yet.
func (w *accessWorld) subject(user string) string {
	w.t.Helper()
	found, err := w.pool().AdminGetUser(w.t.Context(), &cognitoidentityprovider.AdminGetUserInput{
		UserPoolId: new(poolID), Username: new(user),
	})
	var missing *types.UserNotFoundException
	if errors.As(err, &missing) {
		return user
	}
	if err != nil {
		w.t.Fatal(err)
	}
	for _, a := range found.UserAttributes {
		if *a.Name == "sub" {
			return *a.Value
		}
	}
	w.t.Fatalf("%s has no sub", user)
	return ""
}

// setUp makes the people and things of the table through the API.
func (w *accessWorld) setUp() {
	w.t.Helper()
	admin, owner, below := w.credentials("admin"), w.credentials("owner"), w.credentials("child")
	const (
		ad      = `"name":"An ad","mediaType":"email","startDate":"2026-03-01"}`
		website = `"name":"A website","url":"https://example.com/","programs":`
	)
	for _, step := range []struct{ as, method, path, body string }{
		{admin, "POST", "/api/admin/programs", `{"code":"ours","name":"Ours"}`},
		{admin, "POST", "/api/admin/programs", `{"code":"theirs","name":"Theirs"}`},
		{admin, "POST", "/api/admin/websites", `{"code":"open",` + website + `["ours"]}`},
		{admin, "POST", "/api/admin/websites", `{"code":"closed",` + website + `["theirs"]}`},
		{admin, "POST", "/api/admin/partners", `{"code":"above","name":"Above","programs":["ours"]}`},
		{admin, "POST", "/api/admin/partners", `{"code":"owner","name":"Owner","parent":"above","programs":["ours"]}`},
		{admin, "POST", "/api/admin/partners", `{"code":"below","name":"Below","parent":"owner","programs":["ours"]}`},
		{admin, "POST", "/api/admin/partners", `{"code":"stranger","name":"Stranger","programs":["ours"]}`},
		{admin, "POST", "/api/admin/partners", `{"code":"left","name":"Left","status":"inactive","programs":["ours"]}`},
		{owner, "POST", "/api/ads", `{"code":"owners",` + ad},
		{below, "POST", "/api/ads", `{"code":"belows",` + ad},
	} {
		w.must(step.as, step.method, step.path, step.body, nil)
	}
	var made struct{ ID, Secret string }
	for actor, merchant := range map[string]string{"key": "main", "otherkey": "elsewhere", "revoked": "main"} {
		w.must(admin, "POST", "/api/admin/keys", `{"name":"`+actor+`","merchant":"`+merchant+`"}`, &made)
		w.keys[actor] = made.Secret
		if actor == "revoked" {
			w.must(admin, "DELETE", "/api/admin/keys/"+made.ID, "", nil)
		}
	}
	w.must(admin, "POST", "/api/admin/keys", `{"name":"spare"}`, &made)
	w.keyID = made.ID
	w.must(w.keys["key"], "POST", "/api/conversions",
		`{"type":"sale","externalId":"order-1","partner":"owner","amount":100,"currency":"USD"}`, &made)
	w.conversion = made.ID
	w.must(admin, "POST", "/api/admin/webhooks", `{"url":"http://127.0.0.1:9/","events":["sale"]}`, &made)
	w.webhook = made.ID
	w.dismissAnAdmin()
}

// must sends a request that has to succeed.
func (w *accessWorld) must(credential, method, path, body string, into any) {
	w.t.Helper()
	answer, status := w.send(method, path, body, credential)
	if status >= http.StatusBadRequest {
		w.t.Fatalf("%s %s %s: %d %s", method, path, body, status, answer)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal([]byte(answer), into); err != nil {
		w.t.Fatalf("%s %s: %s", method, path, answer)
	}
}

// dismissAnAdmin makes a user of the group admins and disables it, as somebody at the console of
// the user pool would.
func (w *accessWorld) dismissAnAdmin() {
	w.t.Helper()
	const name = "dismissed"
	pool, ctx := w.pool(), w.t.Context()
	_, err := pool.AdminCreateUser(ctx, &cognitoidentityprovider.AdminCreateUserInput{
		UserPoolId: new(poolID), Username: new(name),
	})
	if err == nil {
		_, err = pool.AdminAddUserToGroup(ctx, &cognitoidentityprovider.AdminAddUserToGroupInput{
			UserPoolId: new(poolID), Username: new(name), GroupName: new("admins"),
		})
	}
	if err == nil {
		_, err = pool.AdminDisableUser(ctx, &cognitoidentityprovider.AdminDisableUserInput{
			UserPoolId: new(poolID), Username: new(name),
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
}
