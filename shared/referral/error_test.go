package referral_test

import (
	"errors"
	"fmt"
	"testing"

	"signpost/shared/referral"
)

func TestCodeOf(t *testing.T) {
	for code, err := range map[referral.ErrorCode]error{
		referral.Invalid:  referral.Invalidf("%d", 1),
		referral.NotFound: fmt.Errorf("wrapped: %w", referral.NotFoundf("x")),
		referral.Conflict: referral.Conflictf("x"),
		"":                errors.New("x"),
	} {
		if got := referral.CodeOf(err); got != code {
			t.Errorf("%v: %q, want %q", err, got, code)
		}
	}
	if got := referral.CodeOf(nil); got != "" {
		t.Errorf("nil: %q", got)
	}
}

func TestAnErrorSaysWhatIsWrong(t *testing.T) {
	if got := referral.Invalidf("at most %d", 3).Error(); got != "at most 3" {
		t.Error(got)
	}
	if got := badFields(referral.InvalidField("url", "bad")); got != "url" {
		t.Error(got)
	}
}
