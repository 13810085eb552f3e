// Package api is what every JSON function shares: operations and who may call them, the signed-in caller, errors as problem+json, strict
// JSON, paging, CSV and the OpenAPI document. It is built on huma.
//
// An operation is a function from its input to its output, registered with the audience that it is for:
//
//	type createAdInput struct {
//		Body NewAd // the request's JSON; parameters have tags path:"…", query:"…", header:"…"
//	}
//
//	type createAdOutput struct {
//		Body Ad
//	}
//
//	api.ForPartner(a, huma.Operation{
//		OperationID: "createAd", Method: http.MethodPost, Path: "/api/ads", DefaultStatus: http.StatusCreated,
//		Summary: "Create an ad", Tags: []string{"Ads"}, Errors: []int{http.StatusConflict},
//	}, func(ctx context.Context, caller api.Caller, in *createAdInput) (*createAdOutput, error) { … })
//
// Who calls is settled before the input is looked at. The function returns errors of the domain (referral.Error) as they are; the one table
// in problem.go makes them answers. Any other error is a 500 that says nothing (a 503 if the table asks to be tried again), logged with the
// request's id.
//
// A list takes Paging among its parameters and returns what List makes. A body that has WriteCSV is offered as text/csv besides.
//
// Importing this package sets huma's package-wide hooks for errors and makes field names case-sensitive.
package api
