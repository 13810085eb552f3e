package adminapi_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"signpost/infra/tests/enginetest"
	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/counting"
	"signpost/shared/credit"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/table"
)

const post, get, patch, del = http.MethodPost, http.MethodGet, http.MethodPatch, http.MethodDelete

// adminServer serves the operations for admins over a real table, with a user pool and a
// webhook queue in memory and a clock of its own.
type adminServer struct {
	*api.API
	table  *table.Table
	booker *credit.Booker
	users  *users
	queue  *sentQueue
	mu     sync.Mutex
	now    time.Time
}

// store is the table with a fixed secret for cursors.
type store struct{ *table.Table }

func (store) Secret(context.Context, string) ([]byte, error) { return make([]byte, 32), nil }

func newAdminServer(t *testing.T) *adminServer {
	t.Helper()
	db := enginetest.Start(t)
	s := &adminServer{
		table: table.New(db.Client, db.Table),
		users: &users{pool: map[referral.Code]user{}},
		queue: &sentQueue{},
		now:   time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
	}
	s.API = api.New(store{s.table}, store{s.table}, faultLog(t))
	s.booker = credit.NewBooker(s.table)
	s.booker.Now = s.clock
	counters := counting.NewReader(s.table)
	counters.Now = s.clock
	reconciler := reconcile.New(counters)
	reconciler.Pause = func(context.Context, time.Duration) error { return nil } // nothing is on its way
	rebuilder := counting.NewRebuilder(s.table)
	rebuilder.Now, rebuilder.Pause = s.clock, reconciler.Pause
	adminapi.Register(s.API, adminapi.Parts{
		Store: s.table, Admins: admins{}, Counters: counters, Users: s.users, Corrector: s.booker,
		Reconcile: reconciler.Day, Rebuild: rebuilder.Rebuild, WebhookQueue: s.queue,
		Currency: "USD", Public: "go.example.com", Now: s.clock, Random: rand.Reader,
	})
	return s
}

// faultLog shows what answers of 500 and above keep to themselves when a test fails.
func faultLog(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError}))
}

// clock moves on by a millisecond each time it is read.
func (s *adminServer) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(time.Millisecond)
	return s.now
}

// call sends a request as the admin boss. Headers are names and values in turn.
func (s *adminServer) call(t testing.TB, method, path, body string, header ...string) apitest.Answer {
	t.Helper()
	q := apitest.Request{Method: method, Path: "/api/admin/" + path, Body: body,
		User: "boss", Groups: "[admins]", Header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		q.Header[header[i]] = header[i+1]
	}
	return apitest.Call(t, s.API, q)
}

// want sends a request and ends the test unless the answer has that status.
func (s *adminServer) want(t testing.TB, status int, method, path, body string, header ...string) apitest.Answer {
	t.Helper()
	a := s.call(t, method, path, body, header...)
	if a.Status != status {
		t.Fatalf("%s %s %s: %d %s; want %d", method, path, body, a.Status, a.Body, status)
	}
	return a
}

// wantFieldErrors fails the test unless the answer is a 422 that names those fields, in that
// order.
func (s *adminServer) wantFieldErrors(t testing.TB, method, path, body, fields string) {
	t.Helper()
	a := s.want(t, http.StatusUnprocessableEntity, method, path, body)
	var got []string
	for _, e := range apitest.JSON[api.Problem](t, a).Errors {
		got = append(got, e.Field)
	}
	if strings.Join(got, " ") != fields {
		t.Errorf("%s %s %s: fields %q; want %q", method, path, body, got, fields)
	}
}

// allPages returns the items of every page of a list, which must end.
func allPages[T any](t testing.TB, s *adminServer, path string) []T {
	t.Helper()
	var all []T
	cursor := ""
	for range 100 {
		page := apitest.JSON[api.Page[T]](t, s.want(t, http.StatusOK, get, path+cursor, ""))
		if all = append(all, page.Items...); page.Next == "" {
			return all
		}
		cursor = "&cursor=" + page.Next
	}
	t.Fatalf("%s has no last page", path)
	return nil
}

// has fails the test unless the answer has each of those JSON fields with exactly that value:
// null is not absent, and "1" is not 1. It may have other fields.
func has(t testing.TB, a apitest.Answer, fields string) {
	t.Helper()
	var want map[string]any
	if err := json.Unmarshal([]byte(fields), &want); err != nil {
		t.Fatal(err)
	}
	body := apitest.JSON[map[string]any](t, a)
	for name, value := range want {
		if got, ok := body[name]; !ok || !reflect.DeepEqual(got, value) {
			t.Errorf("%s = %#v (present: %v); want %#v", name, got, ok, value)
		}
	}
}

// lacks fails the test if the answer has one of those JSON fields, whatever its value.
func lacks(t testing.TB, a apitest.Answer, fields ...string) {
	t.Helper()
	body := apitest.JSON[map[string]any](t, a)
	for _, name := range fields {
		if got, ok := body[name]; ok {
			t.Errorf("%s = %#v; want it absent", name, got)
		}
	}
}

// admins knows one account that is no longer an admin: former.
type admins struct{}

func (admins) CheckAdmin(_ context.Context, name, id string) error {
	if name == "former" && id == "id-of-former" {
		return referral.Errorf(referral.Forbidden, "this account is disabled")
	}
	return nil
}

type user struct {
	email  string
	active bool
}

// users is a user pool in memory. If fail is set, its error is the result of every call that
// changes a user. The users of others may not be touched.
type users struct {
	mu     sync.Mutex
	pool   map[referral.Code]user
	others map[referral.Code]bool
	calls  int
	fail   func(referral.Partner) error
}

func (u *users) Check(_ context.Context, code referral.Code) error {
	if u.others[code] {
		return referral.Conflictf("the user %s was not made for this partner", code)
	}
	return nil
}

func (u *users) Invite(ctx context.Context, p referral.Partner) error { return u.Sync(ctx, p) }

func (u *users) Sync(ctx context.Context, p referral.Partner) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.calls++
	if err := u.Check(ctx, p.Code); err != nil {
		return err
	}
	if u.fail != nil {
		if err := u.fail(p); err != nil {
			return err
		}
	}
	u.pool[p.Code] = user{p.Email, p.Active()}
	if !p.Erased.IsZero() {
		delete(u.pool, p.Code)
	}
	return nil
}

// sentQueue remembers what is sent to it.
type sentQueue struct{ texts []string }

func (q *sentQueue) Send(_ context.Context, text string, _ time.Duration) error {
	q.texts = append(q.texts, text)
	return nil
}
