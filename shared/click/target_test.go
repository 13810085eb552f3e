package click

import (
	"slices"
	"strings"
	"testing"

	"signpost/shared/referral"
)

func TestParseTarget(t *testing.T) {
	long := strings.Repeat("a", 2000)
	target := func(website, partner, ad referral.Code, named ...string) Target {
		return Target{
			Website: website, Partner: partner, Ad: ad,
			NamedPartner: slices.Contains(named, "partner"), NamedAd: slices.Contains(named, "ad"),
		}
	}
	for path, want := range map[string]Target{
		"/go/haircare":                       target("haircare", "", ""),
		"/go/haircare/":                      target("haircare", "", ""),
		"/go/haircare/abc123":                target("haircare", "abc123", "", "partner"),
		"/go/HairCare/ABC123/Website2":       target("haircare", "abc123", "website2", "partner", "ad"),
		"/go/haircare/abc123/website2/":      target("haircare", "abc123", "website2", "partner", "ad"),
		"/go/haircare//website2":             target("haircare", "", "website2", "ad"),
		"/go/haircare/%zz":                   target("haircare", "", "", "partner"),
		"/go/haircare/PARTNER#x":             target("haircare", "", "", "partner"),
		"/go/haircare/abc123/web#site":       target("haircare", "abc123", "", "partner", "ad"),
		"/go/haircare/" + long + "/website2": target("haircare", "", "website2", "partner", "ad"),
		"/go/haircare/abc123/\u212Aelvin":    target("haircare", "abc123", "", "partner", "ad"),
		"/go/haircare/abc123/a":              target("haircare", "abc123", "", "partner", "ad"),
	} {
		if got, ok := ParseTarget(path); !ok || got != want {
			t.Errorf("ParseTarget(%.60q) = %+v, %v; want %+v", path, got, ok, want)
		}
	}
}

func TestParseTargetRefusesWhatIsNotALink(t *testing.T) {
	for _, path := range []string{
		"", "/", "/go", "/go/", "/go//", "/go//abc123", "/gone/haircare", "/GO/haircare", "/go/-x", "/go/a",
		"/go/%zz", "/go/hair#care", "/go/hair care", "/go/haircare/abc123/web/site2",
		"/go/" + strings.Repeat("a", 2000), "/go/ha\x00ir", "/go/../admin",
	} {
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
