package userpool_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"signpost/infra/local/identity"
	"signpost/shared/referral"
	"signpost/shared/userpool"
)

// office is a user pool with an admin, and the check of admins with a clock that can be moved.
type office struct {
	*pool
	*userpool.Admins
	now   time.Time
	asked atomic.Int32 // requests to the user pool
	down  atomic.Bool  // whether the user pool fails every request
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{pool: newPool(t), now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	handler := o.server.Config.Handler
	o.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o.asked.Add(1)
		if o.down.Load() {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		handler.ServeHTTP(w, r)
	})
	o.Admins = &userpool.Admins{Client: o.client, Pool: poolID, Now: func() time.Time { return o.now }}
	o.hire(t, "boss", "admins")
	return o
}

func (o *office) hire(t *testing.T, name string, groups ...string) {
	t.Helper()
	err := o.local.EnsureUser(identity.NewUser{Username: name, Groups: groups, Password: "correct horse"})
	if err != nil {
		t.Fatal(err)
	}
}

// id returns the subject of a user's tokens.
func (o *office) id(t *testing.T, name string) string {
	t.Helper()
	out, err := o.client.AdminGetUser(t.Context(),
		&cognito.AdminGetUserInput{UserPoolId: aws.String(poolID), Username: &name})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range out.UserAttributes {
		if *a.Name == "sub" {
			return *a.Value
		}
	}
	t.Fatal("the user has no sub")
	return ""
}

func (o *office) check(t *testing.T, name string) error {
	t.Helper()
	return o.CheckAdmin(t.Context(), name, o.id(t, name))
}

func TestWhoMayActAsAnAdmin(t *testing.T) {
	for _, test := range []struct {
		what   string
		change func(o *office) error
		want   referral.ErrorCode
	}{
		{"an admin", func(*office) error { return nil }, ""},
		{"one who is disabled", func(o *office) error {
			return o.local.SetEnabled("boss", false)
		}, referral.Forbidden},
		{"one taken out of the group", func(o *office) error {
			return o.local.RemoveFromGroup("boss", "admins")
		}, referral.Forbidden},
		{"one who is in another group only", func(o *office) error {
			_ = o.local.AddToGroup("boss", "others")
			return o.local.RemoveFromGroup("boss", "admins")
		}, referral.Forbidden},
		{"one who is in many groups", func(o *office) error {
			_ = o.local.RemoveFromGroup("boss", "admins")
			for i := range 60 {
				_ = o.local.AddToGroup("boss", fmt.Sprintf("group-%d", i))
			}
			return o.local.AddToGroup("boss", "admins")
		}, ""},
		{"one without the second factor that is demanded", func(o *office) error {
			o.SecondFactor = true
			return nil
		}, referral.Forbidden},
		{"one with the second factor that is demanded", func(o *office) error {
			o.SecondFactor = true
			return o.local.SetSecondFactor("boss", true)
		}, ""},
		{"a user pool that does not answer", func(o *office) error {
			o.down.Store(true)
			return nil
		}, referral.Unavailable},
	} {
		o := newOffice(t)
		id := o.id(t, "boss")
		if err := test.change(o); err != nil {
			t.Fatal(err)
		}
		err := o.CheckAdmin(t.Context(), "boss", id)
		if referral.CodeOf(err) != test.want || (err == nil) != (test.want == "") {
			t.Errorf("%s: %v; want %q", test.what, err, test.want)
		}
	}
}

func TestAnotherUserOfTheSameNameIsNotTheAdmin(t *testing.T) {
	o := newOffice(t)
	for name, id := range map[string]string{"boss": "id-of-a-deleted-user", "nobody": "id-of-a-deleted-user"} {
		if err := o.CheckAdmin(t.Context(), name, id); referral.CodeOf(err) != referral.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRightsThatEndOrBeginAreNoticedWithinAMinute(t *testing.T) {
	for _, test := range []struct {
		what          string
		change        func(o *office) error
		before, after bool
	}{
		{"disabled", func(o *office) error { return o.local.SetEnabled("boss", false) }, true, false},
		{"taken out of the group", func(o *office) error {
			return o.local.RemoveFromGroup("boss", "admins")
		}, true, false},
		{"made an admin", func(o *office) error {
			return o.local.AddToGroup("kid456", "admins")
		}, false, true},
	} {
		o := newOffice(t)
		o.hire(t, "kid456")
		name := "boss"
		if !test.before {
			name = "kid456"
		}
		id := o.id(t, name)
		may := func() bool { return o.CheckAdmin(t.Context(), name, id) == nil }
		if may() != test.before {
			t.Errorf("%s: %v before", test.what, may())
		}
		if err := test.change(o); err != nil {
			t.Fatal(err)
		}
		asked := o.asked.Load()
		o.now = o.now.Add(59 * time.Second)
		if may() != test.before || o.asked.Load() != asked {
			t.Errorf("%s: not remembered, for good or ill", test.what)
		}
		o.now = o.now.Add(time.Second)
		if may() != test.after {
			t.Errorf("%s: not noticed after a minute", test.what)
		}
	}
}

func TestWhatIsRememberedBridgesAnOutageAndNothingElseDoes(t *testing.T) {
	o := newOffice(t)
	id := o.id(t, "boss")
	if err := o.CheckAdmin(t.Context(), "boss", id); err != nil {
		t.Fatal(err)
	}
	o.down.Store(true)
	o.now = o.now.Add(59 * time.Second)
	if err := o.CheckAdmin(t.Context(), "boss", id); err != nil {
		t.Errorf("while it is remembered: %v", err)
	}
	o.now = o.now.Add(time.Second)
	if err := o.CheckAdmin(t.Context(), "boss", id); referral.CodeOf(err) != referral.Unavailable {
		t.Errorf("afterwards: %v; want unavailable", err)
	}
}

func TestAnOutageIsNotRemembered(t *testing.T) {
	o := newOffice(t)
	id := o.id(t, "boss")
	o.down.Store(true)
	if err := o.CheckAdmin(t.Context(), "boss", id); referral.CodeOf(err) != referral.Unavailable {
		t.Errorf("%v; want unavailable", err)
	}
	o.down.Store(false)
	if err := o.CheckAdmin(t.Context(), "boss", id); err != nil {
		t.Errorf("once the pool answers: %v", err)
	}
}

// Whoever has a token for admins could fill the memory of a function with names.
func TestTheMemoryIsBounded(t *testing.T) {
	o := newOffice(t)
	for i := range userpool.MaxRemembered + 10 {
		_ = o.CheckAdmin(t.Context(), fmt.Sprintf("nobody-%d", i), "none")
		if n := o.Remembered(); n > userpool.MaxRemembered {
			t.Fatalf("%d accounts are remembered", n)
		}
	}
	if err := o.check(t, "boss"); err != nil {
		t.Error(err)
	}
}
