package click

import (
	"strings"

	"signpost/shared/referral"
)

// Target is what a tracking link names. A partner or ad that can't exist is the same as none.
type Target struct {
	Website, Partner, Ad referral.Code
	// Named tells which codes the path has at all, so that Decide can say that they are unknown.
	NamedPartner, NamedAd bool
}

// ParseTarget reads /go/{website}[/{partner}[/{ad}]], in any case, with or without a slash at the end. ok is false when the path is no
// tracking link's or its first part can't be a website's code. The path is as API Gateway gives it: decoded, so that an escaped slash
// has become one.
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
