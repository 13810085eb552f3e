package main

import (
	"maps"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
)

// addPublic describes what anybody may request and no JSON function serves: tracking links, and
// what a front end needs to sign in.
func addPublic(doc *huma.OpenAPI) {
	website, partner, ad := code("website", "haircare"), code("partner", "abc123"), code("ad", "website2")
	addVisit(doc, "/go/{website}", "visitWebsite", "Visit a website, with credit to nobody", website)
	addVisit(doc, "/go/{website}/{partner}", "visitLink", "Follow a tracking link", website, partner)
	addVisit(doc, "/go/{website}/{partner}/{ad}", "visitLinkOfAd", "Follow a tracking link with an ad",
		website, partner, ad)
	addConfig(doc)
}

func addConfig(doc *huma.OpenAPI) {
	responses := api.GatewayResponses(doc)
	responses["200"] = &huma.Response{
		Description: "The settings",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: settings()}},
	}
	responses["304"] = &huma.Response{Description: "The settings are those of the ETag in If-None-Match"}
	doc.AddOperation(&huma.Operation{
		OperationID: "getConfig", Method: http.MethodGet, Path: "/config.json", Tags: []string{"Public"},
		Summary:   "What a front end needs to sign in, by authorization code with PKCE",
		Responses: responses,
	})
}

func settings() *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject, Required: []string{"issuer", "clientId", "scopes"},
		Properties: map[string]*huma.Schema{
			"issuer":   {Type: huma.TypeString, Format: "uri", Description: "The OpenID Connect issuer"},
			"clientId": text(),
			"scopes":   {Type: huma.TypeString, Description: "What to ask for, separated by spaces"},
		},
	}
}

func addVisit(doc *huma.OpenAPI, path, id, summary string, codes ...*huma.Param) {
	doc.AddOperation(&huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: path, Tags: []string{"Public"},
		Summary: summary, Parameters: codes,
		Description: "The visitor's own query is passed on to the destination. A partner or ad that can't be " +
			"credited is left out, and the visitor is redirected all the same. HEAD gets the same answer, but " +
			"counts nothing.",
		Responses: visitResponses(doc),
	})
}

func visitResponses(doc *huma.OpenAPI) map[string]*huma.Response {
	responses := api.GatewayResponses(doc)
	responses["302"] = &huma.Response{
		Description: "To the website's destination, or to its fallback once it is archived",
		Headers: map[string]*huma.Param{"Location": {
			Description: "The destination, with `partner`, `ad` and `click_id` as far as they apply",
			Schema:      text(),
		}},
	}
	responses["404"] = page("There is no such website")
	responses["410"] = page("The website is archived and has no fallback")
	unavailable := page("Not possible right now")
	maps.Copy(unavailable.Content, responses["503"].Content)
	unavailable.Headers = map[string]*huma.Param{"Retry-After": {
		Description: "After how many seconds to try again", Schema: &huma.Schema{Type: huma.TypeInteger},
	}}
	responses["503"] = unavailable
	return responses
}

// page describes an answer that people read in a browser.
func page(description string) *huma.Response {
	return &huma.Response{
		Description: description,
		Content:     map[string]*huma.MediaType{"text/html": {Schema: text()}},
	}
}

func code(name, example string) *huma.Param {
	return &huma.Param{
		Name: name, In: "path", Required: true, Schema: text(),
		Description: "A code, case-insensitive", Example: example,
	}
}

func text() *huma.Schema { return &huma.Schema{Type: huma.TypeString} }
