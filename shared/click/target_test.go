package click

import (
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestParseTarget(t *testing.T) {
	long := strings.Repeat("a", 2000)
	for path, want := range map[string]Target{
		"/go/haircare":                       {Website: "haircare"},
		"/go/haircare/":                      {Website: "haircare"},
		"/go/haircare/abc123":                {Website: "haircare", Partner: "abc123", NamedPartner: true},
		"/go/HairCare/ABC123/Website2":       {Website: "haircare", Partner: "abc123", Ad: "website2", NamedPartner: true, NamedAd: true},
		"/go/haircare/abc123/website2/":      {Website: "haircare", Partner: "abc123", Ad: "website2", NamedPartner: true, NamedAd: true},
		"/go/haircare//website2":             {Website: "haircare", Ad: "website2", NamedAd: true},
		"/go/haircare/%zz":                   {Website: "haircare", NamedPartner: true},
		"/go/haircare/PARTNER#x":             {Website: "haircare", NamedPartner: true},
		"/go/haircare/abc123/web#site":       {Website: "haircare", Partner: "abc123", NamedPartner: true, NamedAd: true},
		"/go/haircare/" + long + "/website2": {Website: "haircare", Ad: "website2", NamedPartner: true, NamedAd: true},
		"/go/haircare/abc123/\u212Aelvin":    {Website: "haircare", Partner: "abc123", NamedPartner: true, NamedAd: true},
		"/go/haircare/abc123/a":              {Website: "haircare", Partner: "abc123", NamedPartner: true, NamedAd: true},
	} {
		if got, ok := ParseTarget(path); !ok || got != want {
			t.Errorf("ParseTarget(%.60q) = %+v, %v; want %+v", path, got, ok, want)
		}
	}
}

func TestParseTargetRefusesWhatIsNoLink(t *testing.T) {
	for _, path := range []string{"", "/", "/go", "/go/", "/go//", "/go//abc123", "/gone/haircare", "/GO/haircare", "/go/-x", "/go/a", "/go/%zz", "/go/hair#care",
		"/go/hair care", "/go/haircare/abc123/web/site2", "/go/" + strings.Repeat("a", 2000), "/go/ha\x00ir", "/go/../admin"} {
		if got, ok := ParseTarget(path); ok {
			t.Errorf("ParseTarget(%.60q) = %+v, want none", path, got)
		}
	}
}

func FuzzParseTargetGivesCodesOnly(f *testing.F) {
	f.Add("/go/haircare/abc123/website2")
	f.Fuzz(func(t *testing.T, path string) {
		target, _ := ParseTarget(path)
		for _, c := range []referral.Code{target.Website, target.Partner, target.Ad} {
			if c == "" {
				continue
			}
			if again, err := referral.ParseCode(string(c)); err != nil || again != c {
				t.Errorf("%q gives the code %q", path, c)
			}
		}
	})
}
