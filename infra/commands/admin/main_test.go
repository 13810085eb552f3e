package main

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"signpost/infra/commands/open"
	"signpost/infra/local/identity"
)

// office is the user pool of a local stack, as far as the command sees it.
type office struct {
	*identity.Identity
	pool *open.Pool
	data string
	log  *bytes.Buffer
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{data: t.TempDir(), log: &bytes.Buffer{}}
	var err error
	o.Identity, err = identity.Open(identity.Config{
		Issuer: "http://127.0.0.1:1/local-idp", Dir: t.TempDir(), PoolID: "us-east-1_local",
		Groups: []string{"admins"}, Custom: []identity.CustomAttribute{{Name: "partner"}},
		Client: identity.Client{
			ID: "center", RedirectURIs: []string{"http://127.0.0.1:1/"}, Scopes: []string{"openid"}},
		Log: slog.New(slog.NewTextHandler(o.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(o.AdminAPI())
	t.Cleanup(func() {
		server.Close()
		_ = o.Close()
	})
	if err := os.WriteFile(filepath.Join(o.data, "sqs.url"), []byte(server.URL+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if o.pool, err = open.UserPool(t.Context(), o.env(nil)); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *office) env(more map[string]string) func(string) string {
	return func(name string) string {
		if name == "DATA" {
			return o.data
		}
		return more[name]
	}
}

// appointed runs the command and returns what it and the pool's mail said.
func (o *office) appointed(t *testing.T, name, email string) (said, mail string, err error) {
	t.Helper()
	o.log.Reset()
	said, err = run(t.Context(), o.env(map[string]string{"EMAIL": email, "ADMIN": name}))
	return said, o.log.String(), err
}

func (o *office) look(t *testing.T, name string) (user *cognito.AdminGetUserOutput, groups []string) {
	t.Helper()
	user, err := o.pool.AdminGetUser(t.Context(),
		&cognito.AdminGetUserInput{UserPoolId: &o.pool.ID, Username: &name})
	if err != nil {
		t.Fatal(err)
	}
	list, err := o.pool.AdminListGroupsForUser(t.Context(),
		&cognito.AdminListGroupsForUserInput{UserPoolId: &o.pool.ID, Username: &name})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range list.Groups {
		groups = append(groups, *g.GroupName)
	}
	return user, groups
}

func TestTheFirstAdminIsInvited(t *testing.T) {
	o := newOffice(t)
	said, mail, err := o.appointed(t, "", "you@example.com")
	if err != nil || !strings.Contains(said, "admin is an admin") || !strings.Contains(mail, "invited user admin") {
		t.Fatalf("%q, %v; mail %s", said, err, mail)
	}
	user, groups := o.look(t, "admin")
	if attribute(user, "email") != "you@example.com" || attribute(user, "email_verified") != "true" ||
		!slices.Equal(groups, []string{"admins"}) {
		t.Errorf("%+v in %v", user.UserAttributes, groups)
	}
}

func TestAnAdminWhoHasNotSignedInIsInvitedAgain(t *testing.T) {
	o := newOffice(t)
	for _, email := range []string{"you@example.com", "you@example.com", "other@example.com"} {
		if _, mail, err := o.appointed(t, "boss", email); err != nil || strings.Count(mail, "invited user boss") != 1 {
			t.Errorf("%s: %v; mail %s", email, err, mail)
		}
		if user, groups := o.look(t, "boss"); attribute(user, "email") != email || len(groups) != 1 {
			t.Errorf("%s: %+v in %v", email, user.UserAttributes, groups)
		}
	}
}

func TestAnAdminWhoSignsInOnlyGetsTheAddress(t *testing.T) {
	o := newOffice(t)
	if err := o.EnsureUser(identity.NewUser{Username: "boss", Password: "correct horse"}); err != nil {
		t.Fatal(err)
	}
	_, mail, err := o.appointed(t, "boss", "you@example.com")
	user, groups := o.look(t, "boss")
	if err != nil || mail != "" || attribute(user, "email") != "you@example.com" || len(groups) != 1 {
		t.Errorf("%v; mail %q; %+v in %v", err, mail, user.UserAttributes, groups)
	}
}

func TestNobodyElseBecomesAnAdmin(t *testing.T) {
	o := newOffice(t)
	for _, u := range []identity.NewUser{
		{Username: "abc123", Password: "correct horse", Custom: map[string]string{"custom:partner": "abc123"}},
		{Username: "gone", Password: "correct horse"},
	} {
		if err := o.EnsureUser(u); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.SetEnabled("gone", false); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"abc123", "gone"} {
		if said, _, err := o.appointed(t, name, "you@example.com"); err == nil {
			t.Errorf("%s: %s", name, said)
		}
		if user, groups := o.look(t, name); attribute(user, "email") != "" || len(groups) > 0 {
			t.Errorf("%s has become %+v in %v", name, user.UserAttributes, groups)
		}
	}
}

func TestAnAddressIsNeeded(t *testing.T) {
	o := newOffice(t)
	for _, email := range []string{"", "you", "You <you@example.com>", "you@example.com, me@example.com"} {
		if said, _, err := o.appointed(t, "", email); err == nil {
			t.Errorf("%q: %s", email, said)
		}
	}
}
