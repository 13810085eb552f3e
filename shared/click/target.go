package click

import (
	"strings"

	"signpost/shared/referral"
)

// Target is what a tracking link names. A code that can't exist is "".
type Target struct {
	Website, Partner, Ad referral.Code
	// NamedPartner and NamedAd say that the path has something in that place, so that Decide can
	// say that it is unknown.
	NamedPartner, NamedAd bool
}

// ParseTarget reads /go/{website}[/{partner}[/{ad}]], with codes in any case, with or without a
// slash at the end. ok is false if the path does not belong to a tracking link, or if no website
// can have that code. The path is as API Gateway delivers it: unescaped, so that an escaped slash
// is a slash.
func ParseTarget(path string) (t Target, ok bool) {
	rest, ok := strings.CutPrefix(path, referral.LinkPrefix)
	if !ok {
		return Target{}, false
	}
	website, rest, _ := strings.Cut(strings.TrimSuffix(rest, "/"), "/")
	partner, ad, _ := strings.Cut(rest, "/")
	if t.Website, ok = code(website); !ok || strings.Contains(ad, "/") {
		return Target{}, false
	}
	t.Partner, _ = code(partner)
	t.Ad, _ = code(ad)
	t.NamedPartner, t.NamedAd = partner != "", ad != ""
	return t, true
}

func code(s string) (referral.Code, bool) {
	if s == "" {
		return "", false
	}
	c, err := referral.ParseCode(s)
	return c, err == nil
}
