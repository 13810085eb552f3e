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
