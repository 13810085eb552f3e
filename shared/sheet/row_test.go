package sheet_test

import (
	"errors"
	"reflect"
	"testing"

	"signpost/shared/referral"
	"signpost/shared/sheet"
)

// partnerRow returns the only row of a file of partners.
func partnerRow(t *testing.T, header, cells string) sheet.Row {
	t.Helper()
	read, err := sheet.ReadPartners([]byte(header + "\n" + cells + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	return read.Rows[0]
}

func TestAPartnerFromARow(t *testing.T) {
	days := 30
	there := referral.Partner{Code: "abc123", Name: "Ann", Email: "ann@example.com", Parent: "boss",
		Programs: []referral.Code{"standard"}, Status: referral.Active, AttributionDays: &days,
		Joined: now.AddDate(-1, 0, 0), Version: 3}
	const allColumns = "code,name,email,parent,programs,status,attributionDays"

	t.Run("is new", func(t *testing.T) {
		row := partnerRow(t, "Code,First Name,Last Name,Program,Active,Cookie Life",
			"ABC123,Ann,Lee,standard|trade; standard,yes,30")
		got, err := row.Partner(nil, now)
		want := referral.Partner{Code: "abc123", Name: "Ann Lee", Programs: []referral.Code{"standard", "trade"},
			Status: referral.Active, AttributionDays: &days, Joined: now}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("keeps what the file has no column for", func(t *testing.T) {
		got, err := partnerRow(t, "code", "abc123").Partner(&there, now)
		if err != nil || !reflect.DeepEqual(got, there) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("loses what is empty, except for name and status", func(t *testing.T) {
		got, err := partnerRow(t, allColumns, "abc123,,,,,,").Partner(&there, now)
		want := there
		want.Email, want.Parent, want.Programs, want.AttributionDays = "", "", nil, nil
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("is deactivated", func(t *testing.T) {
		got, err := partnerRow(t, "code,status", "abc123,Disabled").Partner(&there, now)
		if err != nil || got.Status != referral.Inactive || !got.Ended.Equal(now) {
			t.Errorf("%+v, %v", got, err)
		}
	})
	t.Run("is refused, and every wrong field is named", func(t *testing.T) {
		_, err := partnerRow(t, allColumns, "abc123,Ann,nobody,a/b,#x,maybe,soon").Partner(nil, now)
		var domain *referral.Error
		if !errors.As(err, &domain) || len(domain.Fields) != 5 {
			t.Errorf("%+v", err)
		}
	})
}

func TestAWebsiteFromARow(t *testing.T) {
	read, err := sheet.ReadWebsites([]byte("Redirect Code,Redirect Link Name,Redirects To,programs,params.clickId\n" +
		"Hair,Hair care,https://example.com/,standard,cid\n" +
		"bad,Bad,javascript:x,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := read.Rows[0].Website(nil, "go.example.org")
	want := referral.Website{Code: "hair", Name: "Hair care", URL: "https://example.com/",
		Programs: []referral.Code{"standard"}, Status: referral.Active,
		Params: referral.Params{Partner: "partner", Ad: "ad", ClickID: "cid"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := read.Rows[1].Website(nil, "go.example.org"); referral.CodeOf(err) != referral.Invalid {
		t.Errorf("%v; want invalid", err)
	}
}

func TestStatusWords(t *testing.T) {
	for cell, want := range map[string]referral.Status{
		"active": "active", "Approved": "active", "YES": "active", "1": "active", "on": "active",
		"inactive": "archived", "archived": "archived", "No": "archived", "0": "archived", "suspended": "archived",
	} {
		read, err := sheet.ReadWebsites([]byte("code,name,url,status\nhair,Hair,https://example.com/," + cell + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := read.Rows[0].Website(nil, ""); err != nil || got.Status != want {
			t.Errorf("%s: %q, %v; want %q", cell, got.Status, err, want)
		}
	}
}
