package adminapi

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/credit"
	"signpost/shared/referral"
)

// RuleStore keeps the rule of attribution.
type RuleStore interface {
	Rule(ctx context.Context) (referral.Rule, error)
	ChangeRule(ctx context.Context, before referral.Rule, model referral.Model, by referral.Stamp) (referral.Rule, error)
}

// Rule is the rule by which conversions are credited.
type Rule struct {
	Model   string `json:"model" enum:"latest,first" doc:"latest: the click that the conversion names, else the latest of the customer. first: the earliest of all these"`
	Version int    `json:"version" doc:"Kept with every conversion that it decided"`
}

// NewRule chooses a rule.
type NewRule struct {
	Model string `json:"model" enum:"latest,first"`
}

func (o *operations) registerRule() {
	api.ForAdmin(o.api, list("rule", "adminGetRule", "Read the rule of attribution", "Conversions"), o.getRule)
	api.ForAdmin(o.api, huma.Operation{OperationID: "adminSetRule", Method: http.MethodPatch, Path: "/api/admin/rule",
		Summary: "Choose the rule of attribution", Tags: []string{"Conversions"}, Errors: []int{http.StatusConflict},
		Description: "Holds for conversions reported from half a minute later on; credit that was decided stays."}, o.setRule)
}

type ruleOutput struct{ Body Rule }

func ruleOf(r referral.Rule) *ruleOutput {
	return &ruleOutput{Rule{Model: string(r.Model), Version: r.Version}}
}

func (o *operations) getRule(ctx context.Context, _ api.Caller, _ *noInput) (*ruleOutput, error) {
	rule, err := o.Store.Rule(ctx)
	if err != nil {
		return nil, err
	}
	return ruleOf(rule), nil
}

type ruleInput struct{ Body NewRule }

func (o *operations) setRule(ctx context.Context, caller api.Caller, in *ruleInput) (*ruleOutput, error) {
	rule, err := o.Store.Rule(ctx)
	if err != nil {
		return nil, err
	}
	if model := referral.Model(in.Body.Model); model != rule.Model {
		if rule, err = o.Store.ChangeRule(ctx, rule, model, o.stamp(caller)); err != nil {
			return nil, err
		}
	}
	return ruleOf(rule), nil
}

// bookingsRead is how many conversions are listed in one request.
const bookingsRead = 500

// addWhatIf changes report to what another rule would give: it goes through the conversions received since the first day of the report.
func (o *operations) addWhatIf(ctx context.Context, report *referral.Stats, model referral.Model) error {
	for day := report.Query.From; day <= referral.DayOf(o.Now()); day = day.Add(1) {
		for after := ""; ; {
			bookings, next, err := o.Store.BookingsOf(ctx, day, after, bookingsRead)
			if err != nil {
				return err
			}
			for _, b := range bookings {
				for _, line := range credit.WhatIf(b, model) {
					report.Add(line)
				}
			}
			if after = next; after == "" {
				break
			}
		}
	}
	return nil
}
