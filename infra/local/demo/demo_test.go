package demo_test

import (
	"slices"
	"testing"
	"time"

	"signpost/infra/local/demo"
	"signpost/infra/local/identity"
	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// users records the users that it is given.
type users map[string]identity.NewUser

func (u users) EnsureUser(n identity.NewUser) error {
	u[n.Username] = n
	return nil
}

func TestTheDemoData(t *testing.T) {
	db := enginetest.Start(t)
	store, people := table.New(db.Client, db.Table), users{}
	for range 2 { // the second time, everything exists already
		if err := demo.Fill(t.Context(), store, people, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	cases := []struct {
		website, partner, ad referral.Code
		open                 bool
	}{
		{"haircare", "abc123", "website2", true},
		{"skincare", "kid456", "website2", true},
		{"wholesale", "solo789", "", true},
		{"wholesale", "abc123", "", false},
		{"haircare", "solo789", "", false},
	}
	for _, c := range cases {
		website, partner, ad, err := store.ReadLink(t.Context(), c.website, c.partner, c.ad)
		if err != nil || website == nil || partner == nil || (c.ad != "") != (ad != nil) {
			t.Fatalf("%v: %v %v %v %v", c, website, partner, ad, err)
		}
		if partner.MayPromote(*website) != c.open || ad != nil && !ad.Serves(*partner) {
			t.Errorf("%v: %+v %+v", c, website, partner)
		}
	}
	_, gone, _, err := store.ReadLink(t.Context(), "haircare", "gone000", "")
	if err != nil || gone.Active() {
		t.Errorf("gone000: %+v, %v", gone, err)
	}
	if key, err := store.MerchantByKey(t.Context(), demo.MerchantKey); err != nil ||
		key.Merchant != referral.DefaultMerchant {
		t.Errorf("merchant: %+v, %v", key, err)
	}
	for _, name := range []string{"admin", "abc123", "kid456", "solo789", "gone000"} {
		if u := people[name]; u.Password != demo.Password ||
			slices.Contains(u.Groups, "admins") != (name == "admin") {
			t.Errorf("user %s: %+v", name, u)
		}
	}
}
