package webhook_test

import (
	"testing"

	"signpost/shared/webhook"
)

func TestACustomerIsTakenOutOfWhatIsSent(t *testing.T) {
	const begin, rest = `{"data":{"externalId":"a","customer":"`, `","sale":"s"}}`
	const order = `{"data":{"externalId":"\"customer\":\"c-7\""}}`
	for name, test := range map[string]struct {
		body, customer, want string
		was                  bool
	}{
		"there":         {begin + `c-7` + rest, "c-7", begin + rest, true},
		"odd":           {begin + `\"\u003c\\` + rest, `"<\`, begin + rest, true},
		"another":       {begin + `c-77` + rest, "c-7", begin + `c-77` + rest, false},
		"none":          {begin + rest, "", begin + rest, false},
		"only an order": {order, "c-7", order, false},
	} {
		got, was := webhook.WithoutCustomer(test.body, test.customer)
		if got != test.want || was != test.was {
			t.Errorf("%s: %s, %v; want %s", name, got, was, test.want)
		}
	}
}
