package merchantapi_test

import (
	"fmt"
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestTooManyRefundsBeforeTheirSale(t *testing.T) {
	s := newShop(t)
	report := func(i int) (int, string) {
		const refund = `{"type":"refund","externalId":"refund-%d","sale":"order-1","amount":1,"currency":"USD"}`
		body := fmt.Sprintf(refund, i)
		a := s.call("key-of-one", "POST", "/api/conversions", body)
		return a.Status, a.Body
	}
	for i := range referral.MaxWaitingRefunds {
		if status, body := report(i); status != 201 {
			t.Fatalf("refund %d: %d %s", i, status, body)
		}
	}
	if status, body := report(50); status != 422 || !strings.Contains(body, `"field":"sale"`) {
		t.Errorf("one more: %d %s", status, body)
	}
	s.report("key-of-one", 201, `{"type":"sale","externalId":"order-1","amount":100,"currency":"USD"}`)
	if status, body := report(50); status != 201 {
		t.Errorf("after the sale: %d %s", status, body)
	}
	b, _, err := s.table.Booking(t.Context(), "one", "order-1")
	if err != nil || b.Balance.Refunded != 51 {
		t.Errorf("%+v, %v", b.Balance, err)
	}
}
