package adminapi

import (
	"context"
	"net/http"
	"time"

	"signpost/shared/api"
	"signpost/shared/erase"
	"signpost/shared/referral"
)

// EraseStore has what is known about partners and customers.
type EraseStore interface {
	erase.PartnerStore
	erase.CustomerStore
}

// ErasedPartner says what was erased of a partner.
type ErasedPartner struct {
	Code       string     `json:"code" doc:"It stays, as the name under which links, counters and the ledger are kept"`
	DryRun     bool       `json:"dryRun" doc:"Nothing was erased; the numbers say what would be"`
	ErasedAt   *time.Time `json:"erasedAt,omitempty" doc:"When the partner was first erased"`
	Ads        int        `json:"ads" doc:"Ads, of which name and description go"`
	Postbacks  int        `json:"postbacks" doc:"Addresses of postbacks"`
	Deliveries int        `json:"deliveries" doc:"What was sent to the postback, and what it answered"`
	Audit      int        `json:"audit" doc:"Records of the audit, from which names and addresses go"`
}

// ErasedCustomer says what was erased of a merchant's customer.
type ErasedCustomer struct {
	DryRun      bool `json:"dryRun" doc:"Nothing was erased; the numbers say what would be"`
	Conversions int  `json:"conversions" doc:"Conversions that named the customer"`
	History     int  `json:"history" doc:"Notes of who is credited for the customer's next conversion"`
	Deliveries  int  `json:"deliveries" doc:"What was sent to the merchant's webhooks about the customer"`
}

// PartnerErasure is the body of a request to erase a partner.
type PartnerErasure struct {
	Reason string `json:"reason,omitempty" maxLength:"500" doc:"Why, for the audit; it should not say who"`
}

// CustomerErasure is the body of a request to erase a customer.
type CustomerErasure struct {
	Merchant string `json:"merchant,omitempty" doc:"main if absent"`
	Customer string `json:"customer" minLength:"1" maxLength:"200" doc:"The merchant's name for the customer"`
	Reason   string `json:"reason,omitempty" maxLength:"500" doc:"Why, for the audit; it should not say who"`
}

func (o *operations) registerErase() {
	partner := operation(http.MethodPost, "partners/{code}/erase", "adminErasePartner",
		"Erase what says who a partner is", "Partners", http.StatusNotFound, http.StatusConflict)
	partner.Description = "For good: name and e-mail address, the user to sign in with, what the partner wrote " +
		"about its ads, its postback with what was sent there, and names and addresses in the audit. " +
		"The code, clicks, conversions, the ledger and all totals stay. The partner becomes inactive: its links " +
		"still lead to the websites, without credit. Doing it again completes what broke off. " +
		"Backups keep what was there for 35 days."
	api.ForAdmin(o.api, partner, o.erasePartner)
	customer := operation(http.MethodPost, "customers/erase", "adminEraseCustomer",
		"Erase what a merchant calls a customer", "Conversions")
	customer.Description = "For good: in conversions, in the customer's history and in what was sent to the " +
		"merchant. Conversions keep their external ids, their credit and all totals; reported again, they are " +
		"still the same. A new conversion that names the customer is kept like any other. Reads the whole table: " +
		"if that takes longer than a request may, the answer is 503, and the customer has to be erased on the " +
		"command line. " +
		"Backups keep what was there for 35 days."
	api.ForAdmin(o.api, customer, o.eraseCustomer)
}

type erasePartnerInput struct {
	Code   string `path:"code" example:"abc123"`
	DryRun bool   `query:"dryRun" doc:"Erase nothing, and say what would be"`
	Body   PartnerErasure
}

func (o *operations) erasePartner(
	ctx context.Context, caller api.Caller, in *erasePartnerInput,
) (*output[ErasedPartner], error) {
	code, err := parseCode(in.Code, "partner")
	if err != nil {
		return nil, err
	}
	by, err := o.stampFor(caller, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	found, p, err := erase.ErasePartner(ctx, o.Store, o.Users, code, by, in.DryRun)
	if err != nil {
		return nil, err
	}
	out := ErasedPartner{
		Code: string(p.Code), DryRun: in.DryRun,
		Ads: found.Ads, Postbacks: found.Postbacks, Deliveries: found.Deliveries, Audit: found.Audit,
	}
	if !p.Erased.IsZero() {
		out.ErasedAt = &p.Erased
	}
	return &output[ErasedPartner]{out}, nil
}

type eraseCustomerInput struct {
	DryRun bool `query:"dryRun" doc:"Erase nothing, and say what would be"`
	Body   CustomerErasure
}

func (o *operations) eraseCustomer(
	ctx context.Context, caller api.Caller, in *eraseCustomerInput,
) (*output[ErasedCustomer], error) {
	var bad fields
	merchant := bad.merchant(in.Body.Merchant)
	if err := bad.Err(); err != nil {
		return nil, err
	}
	by, err := o.stampFor(caller, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	found, err := erase.EraseCustomer(ctx, o.Store, merchant, in.Body.Customer, by, in.DryRun)
	if err != nil {
		return nil, err
	}
	return &output[ErasedCustomer]{ErasedCustomer{
		DryRun: in.DryRun, Conversions: found.Conversions, History: found.History, Deliveries: found.Deliveries,
	}}, nil
}

// stampFor is stamp, with a reason that the admin gives.
func (o *operations) stampFor(caller api.Caller, reason string) (referral.Stamp, error) {
	by := o.stamp(caller)
	by.Reason = reason
	if err := referral.CheckReason(reason); err != nil {
		var bad referral.FieldErrors
		bad.AddErr("reason", err)
		return by, bad.Err()
	}
	return by, nil
}
