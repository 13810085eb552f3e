package open

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Two profiles as `aws configure` and `aws configure sso` write them.
const profiles = `[profile keys]
region = eu-west-1
[profile sso]
region = eu-central-1
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Operator
`

const keys = "[keys]\naws_access_key_id = KEYOFPROFILE\naws_secret_access_key = secret\n"

// fakeAWS answers as IAM Identity Center and as DynamoDB, and keeps who asked DynamoDB.
type fakeAWS struct {
	*httptest.Server
	authorization string
}

func newAWS(t *testing.T) *fakeAWS {
	t.Helper()
	f := &fakeAWS{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/federation/credentials") {
			if r.Header.Get("x-amz-sso_bearer_token") != "signed-in" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"roleCredentials": map[string]any{
				"accessKeyId": "KEYOFSSO", "secretAccessKey": "secret", "sessionToken": "token",
				"expiration": time.Now().Add(time.Hour).UnixMilli(),
			}})
			return
		}
		f.authorization = r.Header.Get("Authorization")
		w.WriteHeader(http.StatusBadRequest)
	}))
	t.Cleanup(f.Close)
	return f
}

// home makes a home folder with the profiles, one of which is signed in, and no other credentials.
func home(t *testing.T, aws *fakeAWS) {
	t.Helper()
	dir := t.TempDir()
	// The file's name is the SHA-1 of the start URL.
	token := filepath.Join(dir, ".aws", "sso", "cache", "e8be5486177c5b5392bd9aa76563515b29358e6e.json")
	if err := os.MkdirAll(filepath.Dir(token), 0o700); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{
		filepath.Join(dir, ".aws", "config"):      profiles,
		filepath.Join(dir, ".aws", "credentials"): keys,
		token: `{"accessToken":"signed-in","expiresAt":"` +
			time.Now().Add(time.Hour).UTC().Format(time.RFC3339) + `"}`,
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range map[string]string{
		"HOME": dir, "AWS_CONFIG_FILE": filepath.Join(dir, ".aws", "config"),
		"AWS_SHARED_CREDENTIALS_FILE": filepath.Join(dir, ".aws", "credentials"),
		"AWS_ENDPOINT_URL_DYNAMODB":   aws.URL, "AWS_ENDPOINT_URL_SSO": aws.URL,
		"AWS_REGION": "", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_SESSION_TOKEN": "",
		"AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
}

func TestCommandsTakeProfilesAndSingleSignOn(t *testing.T) {
	aws := newAWS(t)
	home(t, aws)
	for profile, want := range map[string]string{
		"keys": "Credential=KEYOFPROFILE/", "sso": "Credential=KEYOFSSO/",
	} {
		t.Setenv("AWS_PROFILE", profile)
		settings := map[string]string{"TABLE": "signpost"}
		table, err := Table(t.Context(), func(name string) string { return settings[name] })
		if err != nil {
			t.Fatal(err)
		}
		aws.authorization = ""
		_, err = table.Partner(t.Context(), "abc123")
		if !strings.Contains(aws.authorization, want) {
			t.Errorf("%s: signed %q, %v", profile, aws.authorization, err)
		}
	}
}

func TestWhatIsMissingIsSaid(t *testing.T) {
	home(t, newAWS(t))
	for want, settings := range map[string]map[string]string{
		"AWS_REGION": {"POOL": "eu-west-1_abc"},
		"make run":   {"DATA": t.TempDir()},
	} {
		_, err := UserPool(t.Context(), func(name string) string { return settings[name] })
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", settings, err)
		}
	}
}
