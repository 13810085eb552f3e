package main

import (
	"bytes"
	"encoding/json"
	"log/slog"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/merchantapi"
	"signpost/shared/partnerapi"
	"signpost/shared/stats"
)

// document returns the OpenAPI document of all JSON routes and all public ones, as it is served at
// /openapi.json.
func document() ([]byte, error) {
	a := api.New(nil, nil, slog.New(slog.DiscardHandler))
	partnerapi.RegisterListing(a, nil)
	partnerapi.RegisterConversions(a, partnerapi.Records{})
	partnerapi.RegisterAds(a, nil, 0, nil, nil)
	partnerapi.RegisterLinks(a, nil, "", nil)
	partnerapi.RegisterStats(a, nil, nil, stats.Account{}, nil)
	partnerapi.RegisterVisits(a, nil, nil, nil)
	partnerapi.RegisterPostback(a, partnerapi.Postbacks{})
	adminapi.Register(a, adminapi.Parts{})
	merchantapi.Register(a, nil, nil, nil, nil)
	addPublic(a.OpenAPI())
	compact, err := json.Marshal(a.OpenAPI())
	if err != nil {
		return nil, err
	}
	// OpenAPI can't say that a parameter takes the rest of the path.
	compact = bytes.ReplaceAll(compact, []byte("...}"), []byte("}"))
	var readable bytes.Buffer
	if err := json.Indent(&readable, compact, "", " "); err != nil {
		return nil, err
	}
	readable.WriteByte('\n')
	return readable.Bytes(), nil
}
