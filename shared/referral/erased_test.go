package referral_test

import (
	"testing"
	"time"

	"signpost/shared/referral"
)

func TestAnErasedPartnerStaysErased(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	days := 30
	p := referral.Partner{
		Code: "abc123", Name: "Ann Example", Email: "ann@example.com", Status: referral.Active, Parent: "top1",
		Programs: []referral.Code{"standard"}, AttributionDays: &days, Joined: now.AddDate(-1, 0, 0),
	}.Erase(now)
	if p.Name != referral.ErasedText || p.Email != "" || p.Active() || !p.Ended.Equal(now) || !p.Erased.Equal(now) ||
		p.Code != "abc123" || p.Parent != "top1" {
		t.Errorf("%+v", p)
	}
	for field, change := range map[string]func(*referral.Partner){
		"":       func(p *referral.Partner) { p.Parent, p.Programs = "", nil },
		"name":   func(p *referral.Partner) { p.Name = "Ann Example" },
		"email":  func(p *referral.Partner) { p.Email = "eve@example.com" },
		"status": func(p *referral.Partner) { p.SetStatus(referral.Active, now) },
	} {
		changed := p
		change(&changed)
		if bad := badFields(changed.Check()); bad != field {
			t.Errorf("refused: %q; want %q", bad, field)
		}
	}
}

func TestAnErasedDeliveryIsNeverSent(t *testing.T) {
	for before, want := range map[referral.DeliveryStatus]referral.DeliveryStatus{
		referral.Pending: referral.Dropped, referral.Delivered: referral.Delivered,
		referral.Failed: referral.Failed, referral.Dropped: referral.Dropped,
	} {
		d := referral.Delivery{
			Webhook: "partner-abc123", Event: "01", Status: before, URL: "https://ann.example/",
			Answer: "200 Hello, Ann", Values: map[string]string{"{click_id}": "x"}, Body: "{}", Attempts: 2,
		}.Erase()
		if d.Status != want || d.URL != "" || d.Body != "" || d.Values != nil || d.Answer != referral.ErasedText ||
			d.Attempts != 2 || d.Event != "01" {
			t.Errorf("%s: %+v", before, d)
		}
	}
}

func TestAReportIsTheSameOnceItsCustomerIsErased(t *testing.T) {
	c := referral.Conversion{ExternalID: "order-1", Type: referral.Lead, Customer: "c-7"}
	erased := referral.Booking{Conversion: c}.EraseCustomer().Conversion
	if erased.Customer != "" {
		t.Errorf("%+v", erased)
	}
	for _, test := range []struct {
		what   string
		change func(*referral.Conversion)
		differ int
	}{
		{"as it was", func(*referral.Conversion) {}, 0},
		{"without a customer", func(c *referral.Conversion) { c.Customer = "" }, 0},
		{"with another type", func(c *referral.Conversion) { c.Type = referral.Sale }, 1},
	} {
		again := c
		test.change(&again)
		if got := erased.Differences(again); len(got) != test.differ {
			t.Errorf("%s: %v", test.what, got)
		}
	}
	other := c
	other.Customer = "c-8"
	if len(c.Differences(other)) != 1 {
		t.Error("another customer is another report as long as nobody is erased")
	}
}
