package adminapi_test

import (
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
)

func TestTheAuditSaysWhoDidWhat(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "partners", `{"code":"abc123","name":"Ann"}`)
	s.want(t, 200, patch, "partners/abc123", `{"name":"Anna"}`)
	s.want(t, 409, post, "partners", `{"code":"abc123","name":"Other"}`)
	s.want(t, 200, patch, "partners/abc123", `{"email":"ann@example.com"}`)
	all := allPages[adminapi.Change](t, s, "audit?entity=partner&code=ABC123&limit=2")
	if len(all) != 3 || all[2].Action != "create" ||
		all[1].Before["name"] != "Ann" || all[1].After["name"] != "Anna" || len(all[1].After) != 1 ||
		all[0].After["email"] != "ann@example.com" || all[0].Before != nil ||
		all[0].By != "boss" || !all[0].At.After(all[1].At) {
		t.Errorf("%+v", all)
	}
	page := apitest.JSON[api.Page[adminapi.Change]](t, s.want(t, 200, get, "audit?entity=partner&code=nobody", ""))
	if len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
	s.want(t, 422, get, "audit?entity=salt&code=x", "")
	s.want(t, 422, get, "audit?code=x", "")
}
