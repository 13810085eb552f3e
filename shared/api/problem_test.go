package api_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api/apitest"
	"signpost/shared/referral"
)

func TestDomainErrorsHaveAStatusAndOthersSayNothing(t *testing.T) {
	for _, test := range []struct {
		err    error
		status int
		detail string
	}{
		{referral.Invalidf("bad"), 422, "bad"},
		{fmt.Errorf("wrapped: %w", referral.NotFoundf("no such ad")), 404, "no such ad"},
		{referral.Conflictf("taken"), 409, "taken"},
		{referral.Errorf(referral.Forbidden, "no"), 403, "no"},
		{referral.Errorf(referral.Unauthorized, "who"), 401, "who"},
		{referral.Errorf(referral.Unavailable, "later"), 503, "later"},
		{fmt.Errorf("table signpost: %w", &types.ProvisionedThroughputExceededException{}), 503, "try again"},
		{context.DeadlineExceeded, 503, "try again"},
		{errors.New("table signpost: secret"), 500, ""},
		{&referral.Error{Code: "made up", Message: "secret"}, 500, ""},
		{huma.Error415UnsupportedMediaType("wrong type"), 415, "wrong type"},
	} {
		var log bytes.Buffer
		got := apitest.Call(t, serve(&log, test.err), apitest.Request{Path: "/api/fail"})
		p := problem(t, got, test.status)
		if p.Detail != test.detail || strings.Contains(got.Body, "secret") || strings.Contains(got.Body, "signpost") {
			t.Errorf("%v: %s", test.err, got.Body)
		}
		if retry := got.Header.Get("Retry-After") != ""; retry != (test.status == 503) {
			t.Errorf("%v: Retry-After = %q", test.err, got.Header.Get("Retry-After"))
		}
		if logged := strings.Contains(log.String(), test.err.Error()); logged != (test.status >= 500) {
			t.Errorf("%v: log = %s", test.err, log.String())
		}
	}
}

func TestBadFieldsAreNamed(t *testing.T) {
	domain := referral.InvalidField("url", "bad")
	failed := problem(t, apitest.Call(t, serve(io.Discard, domain), apitest.Request{Path: "/api/fail"}), 422)
	if len(failed.Errors) != 1 || failed.Errors[0].Field != "url" {
		t.Errorf("errors = %+v", failed.Errors)
	}
	for body, field := range map[string]string{
		`{"name":"x"}`: "name", `{"kind":"a"}`: "name", `{"name":"xx","kind":"c"}`: "kind", `{"name":7}`: "name",
	} {
		got := apitest.Call(t, serve(io.Discard, nil), apitest.Request{Method: "POST", Path: "/api/things", Body: body})
		if p := problem(t, got, 422); len(p.Errors) == 0 || p.Errors[0].Field != field || p.Errors[0].Message == "" {
			t.Errorf("%s: errors = %+v, want %s", body, p.Errors, field)
		}
	}
	got := apitest.Call(t, serve(io.Discard, nil), apitest.Request{Path: "/api/list?limit=101", User: "abc123"})
	if p := problem(t, got, 422); len(p.Errors) != 1 || p.Errors[0].Field != "limit" {
		t.Errorf("errors = %+v, want limit", p.Errors)
	}
}
