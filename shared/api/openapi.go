package api

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Names of the security schemes in the document.
const (
	AccessToken = "accessToken"
	MerchantKey = "merchantKey"
)

// PartnerScope is what an access token must be good for.
const PartnerScope = "signpost/partner"

func document() *huma.OpenAPI {
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title:   "Signpost",
			Version: "1",
			Description: "Tracking links of referral partners, and what they bring.\n\n" +
				"Times are RFC 3339 in UTC, days are YYYY-MM-DD in UTC, money is in minor units with an ISO 4217 currency. " +
				"Every list is paged: `next` is the `cursor` of the page that follows. Errors are RFC 9457 problems.",
		},
		Servers:        []*huma.Server{{URL: "/"}},
		OnAddOperation: []huma.AddOpFunc{referToProblems},
		Components: &huma.Components{
			Responses: problemResponses(),
			Schemas:   huma.NewMapRegistry("#/components/schemas/", schemaName),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				AccessToken: {Type: "http", Scheme: "bearer", BearerFormat: "JWT",
					Description: "An access token with the scope `signpost/partner`, from the issuer that /config.json names " +
						"(authorization code with PKCE). Operations under /api/admin need a user in the group `admins`."},
				MerchantKey: {Type: "http", Scheme: "bearer", Description: "A merchant's key, which an admin made."},
			},
		},
	}
}

// schemaName names a schema after its Go type: Page[Ad] is AdPage, and types of the package adminapi begin with Admin, because partners and
// admins see the same things differently; those of reconcile begin with Reconcile.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	generic, argument, isGeneric := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if !isGeneric {
		return qualified(t.PkgPath(), huma.DefaultSchemaNamer(t, hint))
	}
	dot := strings.LastIndex(argument, ".")
	return qualified(argument[:max(dot, 0)], argument[dot+1:]) + generic
}

func qualified(pkg, name string) string {
	if strings.HasSuffix(pkg, "/adminapi") && !strings.HasPrefix(name, "Admin") {
		return "Admin" + name
	}
	if strings.HasSuffix(pkg, "/reconcile") {
		return "Reconcile" + name
	}
	return name
}
