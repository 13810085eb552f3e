package adminapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
)

func TestAMerchantKeyIsShownOnceAndCanBeRevoked(t *testing.T) {
	s := newAdminServer(t)
	a := s.want(t, 201, post, "keys", `{"name":"Web server"}`)
	made := apitest.JSON[adminapi.SecretKey](t, a)
	if !strings.HasPrefix(made.Secret, "sp_") || made.Merchant != "main" || made.ID == "" {
		t.Fatalf("%s", a.Body)
	}
	if key, err := s.table.MerchantByKey(t.Context(), made.Secret); err != nil || key.Merchant != "main" {
		t.Errorf("%+v, %v", key, err)
	}
	a = s.want(t, 200, get, "keys", "")
	if strings.Contains(a.Body, made.Secret) || strings.Contains(a.Body, "hash") || !strings.Contains(a.Body, made.ID) {
		t.Errorf("%s", a.Body)
	}
	s.wantFieldErrors(t, post, "keys", `{"name":"","merchant":"#"}`, "merchant name")
	for range 2 {
		s.want(t, 204, del, "keys/"+made.ID, "")
	}
	if _, err := s.table.MerchantByKey(t.Context(), made.Secret); referral.CodeOf(err) != referral.Unauthorized {
		t.Errorf("%v; want unauthorized", err)
	}
	keys := apitest.JSON[api.Page[adminapi.Key]](t, s.want(t, 200, get, "keys", ""))
	if len(keys.Items) != 1 || keys.Items[0].RevokedAt == nil {
		t.Errorf("%+v", keys)
	}
	s.want(t, 404, del, "keys/0123456789abcdef", "")
	s.want(t, 404, del, "keys/nonsense", "")
}

func TestAKeyMayBeLimited(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "websites", `{"code":"haircare","name":"Hair","url":"https://example.com/"}`)
	s.want(t, 201, post, "websites", `{"code":"skincare","name":"Skin","url":"https://example.com/"}`)
	for _, test := range []struct{ name, sent, want string }{
		{"a", ``, `{"websites":[],"mayNamePartner":true}`},
		{"b", `,"websites":[],"mayNamePartner":true`, `{"websites":[],"mayNamePartner":true}`},
		{"c", `,"mayNamePartner":false`, `{"websites":[],"mayNamePartner":false}`},
		{"d", `,"websites":["SKINCARE","haircare"]`, `{"websites":["haircare","skincare"],"mayNamePartner":true}`},
		{"e", `,"websites":["haircare"],"mayNamePartner":false`, `{"websites":["haircare"],"mayNamePartner":false}`},
	} {
		has(t, s.want(t, 201, post, "keys", `{"name":"`+test.name+`"`+test.sent+`}`), test.want)
	}
	for _, key := range allPages[adminapi.Key](t, s, "keys?limit=2") {
		limited := key.Name == "d" || key.Name == "e"
		if (len(key.Websites) > 0) != limited || key.MayNamePartner != (key.Name != "c" && key.Name != "e") {
			t.Errorf("%+v", key)
		}
	}
	s.wantFieldErrors(t, post, "keys", `{"name":"f","websites":["haircare","none","neither"]}`, "websites websites")
	s.wantFieldErrors(t, post, "keys", `{"name":"","websites":["#"]}`, "websites name")
	s.wantFieldErrors(t, post, "keys", `{"name":"f","mayNamePartner":"no"}`, "mayNamePartner")
}

func TestKeysArePaged(t *testing.T) {
	s := newAdminServer(t)
	for i := range 5 {
		s.want(t, 201, post, "keys", fmt.Sprintf(`{"name":"Server %d"}`, i))
	}
	var names []string
	for _, key := range allPages[adminapi.Key](t, s, "keys?limit=2") {
		names = append(names, key.Name)
	}
	slices.Sort(names) // they were made in the same second, so they may be listed in any order
	if got, want := fmt.Sprint(names), "[Server 0 Server 1 Server 2 Server 3 Server 4]"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	all := apitest.JSON[api.Page[adminapi.Key]](t, s.want(t, 200, get, "keys?limit=5", ""))
	if len(all.Items) != 5 || all.Next != "" {
		t.Errorf("%d keys, next %q", len(all.Items), all.Next)
	}
	s.wantFieldErrors(t, get, "keys?limit=0", "", "limit")
	s.wantFieldErrors(t, get, "keys?cursor=made-up", "", "cursor")
}
