package referral_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestConversionIDsLeadBack(t *testing.T) {
	for _, externalID := range []string{"order-1", "a//b", "..", "ü", strings.Repeat("x", 200)} {
		merchant, got, err := referral.ParseConversionID(referral.ConversionID("main", externalID))
		if err != nil || merchant != "main" || got != externalID {
			t.Errorf("%q: %q of %q, %v", externalID, got, merchant, err)
		}
	}
}

func TestWhatIsNoConversionIDIsNotFound(t *testing.T) {
	encode := base64.RawURLEncoding.EncodeToString
	for _, id := range []string{
		"", "main", "main.", ".b3JkZXItMQ", "ma#in.b3JkZXItMQ", "main.!", "main.b3JkZXItMQ==", "main.b3JkZXItMR",
		"main." + encode([]byte("a\x00b")), "main." + encode([]byte("\xff")),
		"main." + encode([]byte(strings.Repeat("x", 2049))),
	} {
		if _, _, err := referral.ParseConversionID(id); referral.CodeOf(err) != referral.NotFound {
			t.Errorf("%q: %v", id, err)
		}
	}
}
