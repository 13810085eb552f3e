package click_test

import (
	"fmt"

	"signpost/shared/click"
	"signpost/shared/referral"
)

// A child partner's link with an ad of its parent. The visitor cannot take the credit away, but
// gets to the website even when nobody is credited.
func ExampleDecide() {
	site := click.NewSite(referral.Website{
		Code: "haircare", URL: "https://example.com/haircare?ref=site",
		Programs: []referral.Code{"standard"}, Status: referral.Active,
	})
	partner := &referral.Partner{
		Code: "kid456", Parent: "abc123",
		Programs: []referral.Code{"standard"}, Status: referral.Active,
	}
	ad := &referral.Ad{Code: "website2", Partner: "abc123"}
	target, _ := click.ParseTarget("/go/haircare/kid456/website2")

	visit := func() {
		d := click.Decide(target, click.Found{Site: site, Partner: partner, Ad: ad})
		v := click.Values{Website: target.Website, Partner: d.Partner, Ad: d.Ad, ClickID: "some-id"}
		fmt.Println(d.Destination.Location(v, "utm_source=news&partner=me"))
		fmt.Printf("partner %q: %q\n", d.Partner, d.WhyPartner.Message())
	}
	visit()
	partner.Status = referral.Inactive
	visit()
	// Output:
	// https://example.com/haircare?ref=site&utm_source=news&partner=kid456&ad=website2&click_id=some-id
	// partner "kid456": ""
	// https://example.com/haircare?ref=site&utm_source=news&click_id=some-id
	// partner "": "the partner is inactive"
}
