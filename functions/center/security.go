package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// contentSecurityPolicy allows only what the page uses: its own scripts, styles and images, QR
// codes as blobs, its own API, and the issuer for discovery and tokens. There is no unsafe-*, and
// no other host.
func contentSecurityPolicy(s settings) (string, error) {
	connect := []string{"'self'"}
	for _, address := range issuerAddresses(s) {
		origin, err := originOf(address)
		if err != nil {
			return "", err
		}
		connect = append(connect, origin)
	}
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"img-src 'self' blob:",
		"connect-src " + strings.Join(connect, " "),
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
	}, "; "), nil
}

// issuerAddresses returns the addresses at which the page talks to the issuer. Cognito has two
// hosts: its token endpoint is on the user pool's domain, its discovery document is not.
func issuerAddresses(s settings) []string {
	switch {
	case s.Issuer == "":
		return nil
	case strings.HasPrefix(s.Issuer, "https://cognito-idp.") && s.signInOrigin != "":
		return []string{s.Issuer, s.signInOrigin}
	}
	return []string{s.Issuer}
}

// originOf returns the scheme and host of an address. It refuses whatever would add to the policy.
func originOf(address string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || !isWeb(u) || strings.ContainsAny(u.Host, " ;,'\"*") {
		return "", fmt.Errorf("%q is not the address of an issuer", address)
	}
	return u.Scheme + "://" + u.Host, nil
}

func isWeb(u *url.URL) bool {
	return u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

func setSecurityHeaders(h http.Header, policy string) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY") // for browsers that don't know frame-ancestors
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	// Browsers ignore this over plain HTTP.
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
}
