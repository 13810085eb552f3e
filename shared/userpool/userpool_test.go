package userpool_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"signpost/infra/local/identity"
	"signpost/shared/referral"
	"signpost/shared/userpool"
)

// pool is the user pool of the local stack, which has the API of Cognito.
type pool struct {
	*userpool.Pool
	client *cognito.Client
	log    *bytes.Buffer
	local  *identity.Identity
	server *httptest.Server
}

const poolID = "local_pool"

func newPool(t *testing.T) *pool {
	t.Helper()
	p := &pool{log: &bytes.Buffer{}}
	var err error
	p.local, err = identity.Open(identity.Config{
		Issuer: "http://127.0.0.1:1/local-idp", Dir: t.TempDir(), PoolID: poolID,
		Groups: []string{"admins", "others"}, Custom: []identity.CustomAttribute{{Name: "partner"}},
		Client: identity.Client{
			ID: "center", RedirectURIs: []string{"http://127.0.0.1:1/"}, Scopes: []string{"openid"}},
		Log: slog.New(slog.NewTextHandler(p.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	p.server = httptest.NewServer(p.local.AdminAPI())
	t.Cleanup(func() {
		p.server.Close()
		_ = p.local.Close()
	})
	p.client = cognito.New(cognito.Options{
		BaseEndpoint: &p.server.URL, Region: "us-east-1", RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
	p.Pool = userpool.New(p.client, poolID)
	return p
}

func (p *pool) user(t *testing.T, name string) (email string, enabled bool) {
	t.Helper()
	out, err := p.client.AdminGetUser(t.Context(),
		&cognito.AdminGetUserInput{UserPoolId: aws.String(poolID), Username: &name})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range out.UserAttributes {
		if *a.Name == "email" {
			email = *a.Value
		}
	}
	return email, out.Enabled
}

func (p *pool) invitations() int { return strings.Count(p.log.String(), "invited") }

func TestTheUserOfAPartner(t *testing.T) {
	p := newPool(t)
	ann := referral.Partner{Code: "abc123", Email: "ann@example.com", Status: referral.Active}
	invite := func() error { return p.Invite(t.Context(), ann) }
	sync := func() error { return p.Sync(t.Context(), ann) }
	const first, second = "ann@example.com", "anna@example.com"
	steps := []struct {
		what        string
		before      func()
		do          func() error
		email       string
		enabled     bool
		invitations int
	}{
		{"is invited", nil, invite, first, true, 1},
		{"is not invited twice", nil, invite, first, true, 1},
		{"stays as it is", nil, sync, first, true, 1},
		{"is invited at a new address", func() { ann.Email = second }, sync, second, true, 2},
		{"is kept out", func() { ann.Status = referral.Inactive }, sync, second, false, 2},
		{"is still kept out", nil, sync, second, false, 2},
		{"is let in again", func() { ann.Status = referral.Active }, sync, second, true, 3},
		{"keeps its last address", func() { ann.Email = "" }, sync, second, true, 3},
	}
	for _, step := range steps {
		if step.before != nil {
			step.before()
		}
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.what, err)
		}
		email, enabled := p.user(t, "abc123")
		if email != step.email || enabled != step.enabled || p.invitations() != step.invitations {
			t.Errorf("%s: %q, enabled %v, %d invitations; want %q, %v, %d", step.what,
				email, enabled, p.invitations(), step.email, step.enabled, step.invitations)
		}
	}
}

func TestUsersWithoutAnAddressOrAccessAreNotInvited(t *testing.T) {
	p := newPool(t)
	for _, partner := range []referral.Partner{
		{Code: "silent", Status: referral.Active},
		{Code: "asleep", Email: "asleep@example.com", Status: referral.Inactive},
	} {
		if err := p.Invite(t.Context(), partner); err != nil {
			t.Fatal(err)
		}
		if _, enabled := p.user(t, string(partner.Code)); enabled != partner.Active() || p.invitations() != 0 {
			t.Errorf("%s: enabled %v, %d invitations", partner.Code, enabled, p.invitations())
		}
	}
	missing := referral.Partner{Code: "missing", Email: "m@example.com", Status: referral.Active}
	if err := p.Sync(t.Context(), missing); err != nil || p.invitations() != 1 {
		t.Errorf("a missing user: %v, %d invitations", err, p.invitations())
	}
}

// invited is a user that Signpost did not make and that has not signed in yet.
func (p *pool) invited(t *testing.T, name string, attributes map[string]string, groups ...string) {
	t.Helper()
	if _, err := p.local.Invite(name, attributes, ""); err != nil {
		t.Fatal(err)
	}
	for _, group := range groups {
		if err := p.local.AddToGroup(name, group); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheUserOfSomebodyElseIsNeverTouched(t *testing.T) {
	const boss, evil = "boss@example.com", "evil@example.com"
	of := func(partner string) map[string]string {
		return map[string]string{"email": boss, userpool.PartnerAttribute: partner}
	}
	for _, test := range []struct {
		what   string
		make   func(p *pool)
		code   referral.Code
		wanted referral.ErrorCode
	}{
		{"an admin who has not signed in yet", func(p *pool) {
			p.invited(t, "admin", map[string]string{"email": boss}, "admins")
		}, "admin", referral.Conflict},
		{"an admin who has signed in", func(p *pool) {
			err := p.local.EnsureUser(identity.NewUser{Username: "admin", Email: boss,
				Groups: []string{"admins"}, Password: "correct horse"})
			if err != nil {
				t.Fatal(err)
			}
		}, "admin", referral.Conflict},
		{"an admin who was a partner before", func(p *pool) {
			p.invited(t, "abc123", of("abc123"), "others", "admins")
		}, "abc123", referral.Conflict},
		{"a user whom somebody made by hand", func(p *pool) {
			p.invited(t, "abc123", map[string]string{"email": boss})
		}, "abc123", referral.Conflict},
		{"the user of another partner", func(p *pool) {
			p.invited(t, "abc123", of("other"))
		}, "abc123", referral.Conflict},
		{"the partner's own user", func(p *pool) {
			p.invited(t, "abc123", of("abc123"), "others")
		}, "abc123", ""},
	} {
		t.Run(test.what, func(t *testing.T) {
			p := newPool(t)
			test.make(p)
			before := p.invitations()
			for _, status := range []referral.Status{referral.Inactive, referral.Active} {
				partner := referral.Partner{Code: test.code, Email: evil, Status: status}
				for name, err := range map[string]error{
					"invite": p.Invite(t.Context(), partner), "sync": p.Sync(t.Context(), partner),
					"check": p.Check(t.Context(), partner.Code),
				} {
					if referral.CodeOf(err) != test.wanted {
						t.Errorf("%s: %v; want %q", name, err, test.wanted)
					}
				}
			}
			email, enabled := p.user(t, string(test.code))
			untouched := email == boss && enabled && p.invitations() == before
			if untouched != (test.wanted == referral.Conflict) {
				t.Errorf("e-mail %q, enabled %v, %d invitations more", email, enabled, p.invitations()-before)
			}
		})
	}
}

func TestTheUserOfAnErasedPartnerIsDeleted(t *testing.T) {
	p := newPool(t)
	ann := referral.Partner{Code: "abc123", Name: "Ann", Email: "ann@example.com", Status: referral.Active}
	if err := p.Invite(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	erased := ann.Erase(time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC))
	for range 2 {
		if err := p.Sync(t.Context(), erased); err != nil {
			t.Fatal(err)
		}
	}
	_, err := p.client.AdminGetUser(t.Context(),
		&cognito.AdminGetUserInput{UserPoolId: aws.String(poolID), Username: aws.String("abc123")})
	var missing *types.UserNotFoundException
	if !errors.As(err, &missing) {
		t.Errorf("the user is there: %v", err)
	}
	// That of somebody else stays.
	if err := p.local.EnsureUser(identity.NewUser{Username: "boss", Password: "correct horse"}); err != nil {
		t.Fatal(err)
	}
	erased.Code = "boss"
	if err := p.Sync(t.Context(), erased); referral.CodeOf(err) != referral.Conflict {
		t.Errorf("%v; want a conflict", err)
	}
	if _, enabled := p.user(t, "boss"); !enabled {
		t.Error("somebody else's user was touched")
	}
}

func TestASignedInUserWithAnotherAddressIsNotTakenOver(t *testing.T) {
	p := newPool(t)
	err := p.local.EnsureUser(identity.NewUser{Username: "abc123", Email: "ann@example.com",
		Password: "correct horse", Custom: map[string]string{userpool.PartnerAttribute: "abc123"}})
	if err != nil {
		t.Fatal(err)
	}
	err = p.Invite(t.Context(), referral.Partner{Code: "abc123", Email: "evil@example.com", Status: referral.Active})
	if email, _ := p.user(t, "abc123"); referral.CodeOf(err) != referral.Conflict || email != "ann@example.com" {
		t.Errorf("%v, e-mail %q", err, email)
	}
}

func TestAMissingUserIsNobodyElses(t *testing.T) {
	if err := newPool(t).Check(t.Context(), "missing"); err != nil {
		t.Error(err)
	}
}

func TestAFailingUserPoolIsUnavailable(t *testing.T) {
	p := newPool(t)
	p.server.Close()
	for _, do := range []func(referral.Partner) error{
		func(q referral.Partner) error { return p.Invite(t.Context(), q) },
		func(q referral.Partner) error { return p.Sync(t.Context(), q) },
		func(q referral.Partner) error { return p.Check(t.Context(), q.Code) },
	} {
		err := do(referral.Partner{Code: "abc123", Status: referral.Active})
		if referral.CodeOf(err) != referral.Unavailable {
			t.Errorf("%v; want unavailable", err)
		}
	}
}
