package referral_test

import (
	"errors"
	"fmt"
	"strings"

	"signpost/shared/referral"
)

// badFields returns the names of the fields that an Invalid error is about, with spaces between
// them, and the text of any other error.
func badFields(err error) string {
	if err == nil {
		return ""
	}
	var domain *referral.Error
	if !errors.As(err, &domain) || domain.Code != referral.Invalid {
		return "not invalid: " + err.Error()
	}
	var names []string
	for _, f := range domain.Fields {
		names = append(names, f.Field)
	}
	return strings.Join(names, " ")
}

func manyCodes(n int) []referral.Code {
	codes := make([]referral.Code, n)
	for i := range codes {
		codes[i] = referral.Code(fmt.Sprintf("c%02d", i))
	}
	return codes
}
