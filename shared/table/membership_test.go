package table_test

import (
	"testing"

	"signpost/shared/referral"
	"signpost/shared/table"
)

func TestTheWebsitesOfAProgram(t *testing.T) {
	o := newOffice(t)
	o.program("standard")
	for _, code := range []referral.Code{"haircare", "skincare", "soap"} {
		w := referral.Website{
			Code:     code,
			Name:     string(code),
			URL:      "https://example.com/",
			Programs: []referral.Code{"standard"},
			Status:   referral.Active,
		}
		if _, err := o.CreateWebsite(t.Context(), w, o.stamp()); err != nil {
			t.Fatal(err)
		}
	}
	soap, _, err := o.Websites(t.Context(), table.Search{Prefix: "soap", Limit: 1})
	if err != nil || len(soap) != 1 {
		t.Fatal(soap, err)
	}
	out := soap[0]
	out.Programs = nil
	if _, err := o.ChangeWebsite(t.Context(), soap[0], out, o.stamp()); err != nil {
		t.Fatal(err)
	}
	one, next, err := o.WebsitesOfProgram(t.Context(), "standard", table.Search{Limit: 1})
	if err != nil || len(one) != 1 || one[0].Code != "haircare" {
		t.Fatal(one, err)
	}
	two, end, err := o.WebsitesOfProgram(t.Context(), "standard", table.Search{Limit: 2, After: next})
	if err != nil || len(two) != 1 || two[0].Code != "skincare" || end != "" {
		t.Fatal(two, end, err)
	}

	left, _, err := o.Websites(t.Context(), table.Search{Prefix: "soap", Limit: 1})
	if err != nil || len(left) != 1 {
		t.Fatal(left, err)
	}
	back := left[0]
	back.Programs = []referral.Code{"standard"}
	if _, err := o.ChangeWebsite(t.Context(), left[0], back, o.stamp()); err != nil {
		t.Fatal(err)
	}
	all, _, err := o.WebsitesOfProgram(t.Context(), "standard", table.Search{Limit: 9})
	if err != nil || len(all) != 3 || all[2].Code != "soap" {
		t.Error("a website that came back is not there", all, err)
	}
}
