package referral_test

import (
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestMerchantKeyCheck(t *testing.T) {
	key := referral.NewMerchantKey("sp_secret", "main", "", time.Now())
	if got := badFields(key.Check()); got != "name" {
		t.Error(got)
	}
}

func TestOnlyItsSecretOpensAMerchantKey(t *testing.T) {
	key := referral.NewMerchantKey("sp_secret", "main", "Shop", time.Now())
	if !key.Opens("sp_secret") || key.Opens("sp_Secret") || key.Opens("") {
		t.Errorf("%+v", key)
	}
	if strings.Contains(key.Hash+key.ID, "secret") || key.ID != referral.MerchantKeyID("sp_secret") {
		t.Errorf("%+v", key)
	}
	key.Revoked = time.Now()
	if key.Opens("sp_secret") {
		t.Error("a revoked key opens")
	}
}

func TestParseMerchantKeyIDRefusesOtherIDs(t *testing.T) {
	for _, id := range []string{"", "x", "0123456789abcdeg", "0123456789abcdef0", "0123456789ABCDE#"} {
		if _, err := referral.ParseMerchantKeyID(id); referral.CodeOf(err) != referral.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}
