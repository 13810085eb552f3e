package adminapi_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api/apitest"
)

// adminOperations returns every operation under /api/admin that the OpenAPI document describes.
func adminOperations(doc *huma.OpenAPI) []*huma.Operation {
	var all []*huma.Operation
	for path, item := range doc.Paths {
		if !strings.HasPrefix(path, "/api/admin/") {
			continue
		}
		operations := []*huma.Operation{item.Get, item.Head, item.Post, item.Put, item.Patch, item.Delete}
		for _, op := range operations {
			if op != nil {
				all = append(all, op)
			}
		}
	}
	return all
}

var pathParameter = regexp.MustCompile(`\{\w+\}`)

func TestOnlyAdminsAreServed(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann"}`)
	operations := adminOperations(s.OpenAPI())
	if len(operations) < 30 {
		t.Fatalf("the OpenAPI document describes only %d operations", len(operations))
	}
	for _, op := range operations {
		t.Run(op.OperationID, func(t *testing.T) {
			path := pathParameter.ReplaceAllString(op.Path, "abc123")
			as := func(user, groups string) int {
				return apitest.Call(t, s.API, apitest.Request{Method: op.Method, Path: path, Body: "{}",
					User: user, Groups: groups}).Status
			}
			for _, caller := range []struct {
				name, user, groups string
				status             int
			}{
				{"nobody", "", "", 401},
				{"a partner", "abc123", "", 403},
				{"a member of another group", "abc123", "[partners]", 403},
				{"an unknown user", "nobody", "", 403},
				{"an admin whose rights have ended since the token was issued", "former", "[admins]", 403},
			} {
				if got := as(caller.user, caller.groups); got != caller.status {
					t.Errorf("as %s: %d; want %d", caller.name, got, caller.status)
				}
			}
			if got := as("boss", "[admins]"); got == 401 || got == 403 || got == 405 || got >= 500 {
				t.Errorf("as an admin: %d", got)
			}
		})
	}
}
