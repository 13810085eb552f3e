package adminapi_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/infra/tests/enginetest"
	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// office is the operations for admins over a real table, and a user pool in memory.
type office struct {
	*api.API
	table *table.Table
	users *users
	queue *sentQueue
	db    *enginetest.DB
	mu    sync.Mutex
	now   time.Time
}

// store is the table with a fixed secret for cursors.
type store struct{ *table.Table }

func (store) Secret(context.Context, string) ([]byte, error) { return make([]byte, 32), nil }

func newOffice(t *testing.T) *office {
	t.Helper()
	db := enginetest.Start(t)
	o := &office{db: db, table: table.New(db.Client, db.Table), users: &users{pool: map[referral.Code]user{}}, queue: &sentQueue{},
		now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}
	o.API = api.New(store{o.table}, slog.New(slog.DiscardHandler))
	adminapi.Register(o.API, adminapi.Parts{Store: o.table, Counters: counting.NewReader(o.table), Users: o.users, Reconcile: reconcile.New(counting.NewReader(o.table)).Day, WebhookQueue: o.queue, Currency: "USD",
		Public: "go.example.com", Now: o.clock, Random: rand.Reader})
	return o
}

// clock goes on by a second with every look at it.
func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = o.now.Add(time.Millisecond)
	return o.now
}

// call sends a request as the admin boss.
func (o *office) call(t testing.TB, method, path, body string, header ...string) apitest.Answer {
	t.Helper()
	q := apitest.Request{Method: method, Path: "/api/admin/" + path, Body: body, User: "boss", Groups: "[admins]", Header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header[header[i]] = header[i+1]
	}
	return apitest.Call(t, o.API, q)
}

// want sends a request and ends the test unless the answer has that status.
func (o *office) want(t testing.TB, status int, method, path, body string, header ...string) apitest.Answer {
	t.Helper()
	a := o.call(t, method, path, body, header...)
	if a.Status != status {
		t.Fatalf("%s %s %s: %d %s; want %d", method, path, body, a.Status, a.Body, status)
	}
	return a
}

// wrong ends the test unless the answer has that status and names those fields, in that order.
func (o *office) wrong(t testing.TB, status int, method, path, body, named string) {
	t.Helper()
	a := o.want(t, status, method, path, body)
	var got []string
	for _, e := range apitest.JSON[api.Problem](t, a).Errors {
		got = append(got, e.Field)
	}
	if strings.Join(got, " ") != named {
		t.Errorf("%s %s %s: fields %q; want %q", method, path, body, got, named)
	}
}

// has ends the test unless body has that JSON at those fields.
func has(t testing.TB, a apitest.Answer, fields string) {
	t.Helper()
	var want, got map[string]any
	if err := json.Unmarshal([]byte(fields), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(a.Body), &got); err != nil {
		t.Fatalf("%s: %v", a.Body, err)
	}
	for name, value := range want {
		if fmt.Sprint(got[name]) != fmt.Sprint(value) {
			t.Errorf("%s = %v; want %v", name, got[name], value)
		}
	}
}

type user struct {
	email  string
	active bool
}

// users is a user pool in memory; fail, when set, decides about each call.
type users struct {
	mu    sync.Mutex
	pool  map[referral.Code]user
	calls int
	fail  func(referral.Partner) error
}

func (u *users) Invite(ctx context.Context, p referral.Partner) error { return u.Sync(ctx, p) }

func (u *users) Sync(_ context.Context, p referral.Partner) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.calls++
	if u.fail != nil {
		if err := u.fail(p); err != nil {
			return err
		}
	}
	u.pool[p.Code] = user{p.Email, p.Active()}
	return nil
}

const post, get, patch, del = http.MethodPost, http.MethodGet, http.MethodPatch, http.MethodDelete
