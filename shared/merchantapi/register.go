package merchantapi

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// Booker books conversions; *credit.Booker does.
type Booker interface {
	// Report returns the booking and whether it is new. Another report under the same external id is a Conflict error.
	Report(ctx context.Context, c referral.Conversion) (referral.Booking, bool, error)
}

// Bookings gives what was booked.
type Bookings interface {
	// Booking returns an error of kind NotFound if there is no such conversion.
	Booking(ctx context.Context, merchant referral.Code, externalID string) (referral.Booking, []string, error)
}

type merchants struct {
	callers  *authenticator
	booker   Booker
	bookings Bookings
}

// Register adds the merchants' operations to a.
func Register(a *api.API, keys KeyStore, booker Booker, bookings Bookings, now func() time.Time) {
	m := merchants{&authenticator{keys: keys, now: now}, booker, bookings}
	report := huma.Operation{OperationID: "reportConversion", Method: http.MethodPost, Path: "/api/conversions", DefaultStatus: http.StatusCreated,
		Summary: "Report a lead, sale, subscription or refund", Tags: []string{"Conversions"},
		Description: "Reporting the same again answers 200 with the same conversion; anything else under the same externalId answers 409.",
		Errors:      []int{http.StatusConflict}}
	api.Repeated[Conversion](a, &report)
	api.WithKey(a, report, m.callers.merchant, m.report)
	find := huma.Operation{OperationID: "findConversion", Method: http.MethodGet, Path: "/api/conversions",
		Summary: "Read a conversion by any external id", Tags: []string{"Conversions"}, Errors: []int{http.StatusNotFound}}
	api.WithKey(a, find, m.callers.merchant, m.find)
	read := find
	read.OperationID, read.Path, read.Summary = "getConversion", "/api/conversions/{externalId...}", "Read a conversion"
	read.Description = "API Gateway decodes the path twice and paths have a syntax of their own, so for ids with `%`, `?`, `//` or `..` " +
		"use `GET /api/conversions?externalId=`, which takes any id."
	api.WithKey(a, read, m.callers.merchant, m.read)
}

type reportInput struct{ Body NewConversion }

type reportOutput struct {
	Status int
	Body   Conversion
}

func (m merchants) report(ctx context.Context, merchant referral.Code, in *reportInput) (*reportOutput, error) {
	booking, isNew, err := m.booker.Report(ctx, in.Body.conversion(merchant))
	if err != nil {
		return nil, err
	}
	out := &reportOutput{Status: http.StatusOK, Body: Present(booking)}
	if isNew {
		out.Status = http.StatusCreated
	}
	return out, nil
}

type findInput struct {
	ExternalID string `query:"externalId" required:"true" minLength:"1" example:"order-1001" doc:"As you have reported it"`
}

type readInput struct {
	ExternalID string `path:"externalId" example:"order-1001"`
}

type readOutput struct{ Body Conversion }

func (m merchants) find(ctx context.Context, merchant referral.Code, in *findInput) (*readOutput, error) {
	return m.conversion(ctx, merchant, in.ExternalID)
}

func (m merchants) read(ctx context.Context, merchant referral.Code, in *readInput) (*readOutput, error) {
	return m.conversion(ctx, merchant, in.ExternalID)
}

func (m merchants) conversion(ctx context.Context, merchant referral.Code, externalID string) (*readOutput, error) {
	if !referral.IsExternalID(externalID) {
		return nil, referral.NotFoundf("no such conversion")
	}
	booking, _, err := m.bookings.Booking(ctx, merchant, externalID)
	if err != nil {
		return nil, err
	}
	return &readOutput{Present(booking)}, nil
}
