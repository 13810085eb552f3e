// Package api is the frame of every JSON function: operations and who may call them, the signed-in
// caller, errors as problem+json, strict JSON, paging, CSV and the OpenAPI document. It is built on
// huma.
//
// An operation is a function from an input to an output, registered for an audience:
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
//		OperationID: "createAd", Method: http.MethodPost, Path: "/api/ads",
//		DefaultStatus: http.StatusCreated, Errors: []int{http.StatusConflict},
//		Summary: "Create an ad", Tags: []string{"Ads"},
//	}, createAd)
//
//	func createAd(ctx context.Context, c api.Caller, in *createAdInput) (*createAdOutput, error)
//
// Whether the caller may call it is decided before the input is looked at. The function returns
// errors of the domain (referral.Error) as they are, and the one table in problem.go turns them
// into answers. Any other error is a 500 that says nothing, or a 503 if the table is just busy, and
// is logged with the request id.
//
// The input of a list embeds Paging, and its output is made by List. A body that implements CSV is
// also offered as text/csv.
//
// Importing this package sets huma's global hooks for errors, and makes field names case-sensitive.
package api
