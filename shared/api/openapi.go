package api

import (
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// Names of the security schemes in the document.
const (
	accessToken = "accessToken"
	merchantKey = "merchantKey"
)

// partnerScope is the scope that an access token must have.
const partnerScope = "signpost/partner"

func document(names schemaNames) *huma.OpenAPI {
	schemas := huma.NewMapRegistry("#/components/schemas/", names.name)
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title:   "Signpost",
			Version: "1",
			Description: "Tracking links of referral partners, and what they bring.\n\n" +
				"Times are RFC 3339 in UTC, days are YYYY-MM-DD in UTC, and money is in minor units with an ISO 4217 " +
				"currency. Every list is paged: `next` is the `cursor` of the next page.\n\n" +
				"Errors are RFC 9457 problems, except for the answers of API Gateway itself, which are " +
				"`application/json` with a `message`. Whatever is not in this document is a 404.\n\n" +
				"A body without a Content-Type is taken for JSON. Queries and bodies are UTF-8, and JSON strings " +
				"have no lone surrogates.",
		},
		Servers:        []*huma.Server{{URL: "/"}},
		OnAddOperation: []huma.AddOpFunc{referToErrors},
		Components: &huma.Components{
			Responses: errorResponses(schemas),
			Schemas:   schemas,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				accessToken: {
					Type: "http", Scheme: "bearer", BearerFormat: "JWT",
					Description: "An access token with the scope `signpost/partner`, from the issuer that " +
						"/config.json names (authorization code with PKCE). Operations under /api/admin need a " +
						"user in the group `admins`.",
				},
				merchantKey: {Type: "http", Scheme: "bearer", Description: "A merchant's key, which an admin made."},
			},
		},
	}
}

// schemaNames names the schemas of the document after their Go types; Page[Ad] is AdPage.
type schemaNames struct {
	prefixes map[string]string // by package path
}

// PrefixSchemas makes the schemas of all types in T's package start with prefix, so that types of
// several packages can have the same name. Call it before registering operations that use them.
func PrefixSchemas[T any](a *API, prefix string) {
	a.schemas.prefixes[reflect.TypeFor[T]().PkgPath()] = prefix
}

func (n schemaNames) name(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	generic, argument, isGeneric := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if !isGeneric {
		return n.prefixes[t.PkgPath()] + huma.DefaultSchemaNamer(t, hint)
	}
	dot := strings.LastIndex(argument, ".")
	return n.prefixes[argument[:max(dot, 0)]] + argument[dot+1:] + generic
}

// OrNull says in schema that a property, which is an object, may be null. huma has no tag for that.
func OrNull(schema *huma.Schema, property string) {
	described := schema.Properties[property]
	schema.Properties[property] = &huma.Schema{
		Description: described.Description,
		AnyOf:       []*huma.Schema{{Ref: described.Ref}, {Type: "null"}},
	}
}
