package merchantapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// Booker books what is reported; *credit.Booker implements it.
type Booker interface {
	// Report returns the booking, and whether it is new. Only candidates within scope may earn. A
	// different conversion under the same external id is an error of kind Conflict.
	Report(ctx context.Context, c referral.Conversion, scope referral.Scope) (referral.Booking, bool, error)
}

// Bookings has what was booked; *table.Table implements it.
type Bookings interface {
	// Booking returns a conversion, and the external ids of refunds that wait for it. If it does
	// not exist, the error is of kind NotFound.
	Booking(ctx context.Context, merchant referral.Code, externalID string) (referral.Booking, []string, error)
}

type conversions struct {
	booker   Booker
	bookings Bookings
}

// Register adds the operations of merchants.
func Register(a *api.API, keys KeyStore, booker Booker, bookings Bookings, now func() time.Time) {
	callers := &authenticator{keys: keys, now: now}
	c := conversions{booker, bookings}
	report := huma.Operation{
		OperationID: "reportConversion", Method: http.MethodPost, Path: "/api/conversions",
		DefaultStatus: http.StatusCreated, Errors: []int{http.StatusConflict},
		Summary: "Report a lead, sale, subscription or refund", Tags: []string{"Conversions"},
		Description: describeReport,
	}
	api.Repeated[Conversion](a, &report)
	api.WithKey(a, report, callers.key, c.report)
	api.WithKey(a, huma.Operation{
		OperationID: "findConversion", Method: http.MethodGet, Path: "/api/conversions",
		Summary: "Read a conversion by any external id", Tags: []string{"Conversions"},
		Errors: []int{http.StatusNotFound},
	}, callers.key, c.find)
	api.WithKey(a, huma.Operation{
		OperationID: "getConversion", Method: http.MethodGet, Path: "/api/conversions/{externalId...}",
		Summary: "Read a conversion", Tags: []string{"Conversions"}, Errors: []int{http.StatusNotFound},
		Description: "API Gateway decodes the path twice, and paths have a syntax of their own. For ids with `%`, " +
			"`?`, `//` or `..`, use `GET /api/conversions?externalId=`, which takes any id.",
	}, callers.key, c.read)
}

type reportInput struct{ Body NewConversion }

type reportOutput struct {
	Status int
	Body   Conversion
}

func (c conversions) report(ctx context.Context, key referral.MerchantKey, in *reportInput) (*reportOutput, error) {
	booking, isNew, err := c.booker.Report(ctx, in.Body.conversion(key.Merchant), key.Scope)
	if err != nil {
		return nil, err
	}
	out := &reportOutput{Status: http.StatusOK, Body: tell(booking)}
	if isNew {
		out.Status = http.StatusCreated
	}
	return out, nil
}

type findInput struct {
	ExternalID string `query:"externalId" required:"true" minLength:"1" example:"order-1001" doc:"As you reported it"`
}

type readInput struct {
	ExternalID string `path:"externalId" example:"order-1001"`
}

type readOutput struct{ Body Conversion }

func (c conversions) find(ctx context.Context, key referral.MerchantKey, in *findInput) (*readOutput, error) {
	return c.conversion(ctx, key.Merchant, in.ExternalID)
}

func (c conversions) read(ctx context.Context, key referral.MerchantKey, in *readInput) (*readOutput, error) {
	return c.conversion(ctx, key.Merchant, in.ExternalID)
}

func (c conversions) conversion(
	ctx context.Context, merchant referral.Code, externalID string,
) (*readOutput, error) {
	if !referral.IsExternalID(externalID) {
		return nil, referral.NotFoundf("no such conversion")
	}
	booking, _, err := c.bookings.Booking(ctx, merchant, externalID)
	if err != nil {
		return nil, err
	}
	return &readOutput{tell(booking)}, nil
}
