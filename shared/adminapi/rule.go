package adminapi

import (
	"context"
	"net/http"

	"signpost/shared/api"
	"signpost/shared/credit"
	"signpost/shared/referral"
)

// RuleStore keeps the rule of attribution.
type RuleStore interface {
	Rule(ctx context.Context) (referral.Rule, error)
	// ChangeRule replaces before by a rule with that model. If before has changed meanwhile,
	// the error is a Conflict.
	ChangeRule(
		ctx context.Context, before referral.Rule, model referral.Model, by referral.Stamp,
	) (referral.Rule, error)
}

// Rule is the rule by which conversions are credited.
type Rule struct {
	Model   string `json:"model" enum:"latest,first"`
	Version int    `json:"version" doc:"Kept with every conversion that it has decided"`
}

// NewRule is the body of a request to choose a rule.
type NewRule struct {
	Model string `json:"model" enum:"latest,first"`
}

func (o *operations) registerRule() {
	const tag = "Conversions"
	get := list("rule", "adminGetRule", "Read the rule of attribution", tag)
	get.Description = "`latest` credits the click that the conversion names, or else the customer's latest. " +
		"`first` credits the earliest of all these."
	api.ForAdmin(o.api, get, o.getRule)
	set := operation(http.MethodPatch, "rule", "adminSetRule", "Choose the rule of attribution", tag,
		http.StatusConflict)
	set.Description = "Applies to conversions reported from half a minute later on. Credit that has been decided stays."
	api.ForAdmin(o.api, set, o.setRule)
}

func ruleOf(r referral.Rule) *output[Rule] {
	return &output[Rule]{Rule{Model: string(r.Model), Version: r.Version}}
}

func (o *operations) getRule(ctx context.Context, _ api.Caller, _ *noInput) (*output[Rule], error) {
	rule, err := o.Store.Rule(ctx)
	if err != nil {
		return nil, err
	}
	return ruleOf(rule), nil
}

func (o *operations) setRule(ctx context.Context, caller api.Caller, in *newInput[NewRule]) (*output[Rule], error) {
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

// bookingsRead is how many conversions are read in one request to the table.
const bookingsRead = 500

// addWhatIf changes sums to what another rule would have given, by way of all conversions
// that happened since their first day.
func (o *operations) addWhatIf(ctx context.Context, sums *referral.Stats, model referral.Model) error {
	for day := sums.Query.Period().From.Day(); day <= referral.DayOf(o.Now()); day = day.Add(1) {
		for after := ""; ; {
			bookings, next, err := o.Store.BookingsOf(ctx, day, after, bookingsRead)
			if err != nil {
				return err
			}
			for _, b := range bookings {
				for _, line := range credit.WhatIf(b.Booking, model) {
					sums.Add(line)
				}
			}
			if after = next; after == "" {
				break
			}
		}
	}
	return nil
}
