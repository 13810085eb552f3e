package adminapi

import (
	"context"
	"slices"
	"time"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// AuditStore remembers changes.
type AuditStore interface {
	// Changes returns up to limit changes of one thing, the newest first, and where to go on, "" at the end.
	Changes(ctx context.Context, entity, code string, limit int, after string) ([]referral.Change, string, error)
}

// Change is one line of the audit.
type Change struct {
	At      time.Time      `json:"at"`
	By      string         `json:"by" doc:"The user name of the admin"`
	Action  string         `json:"action" example:"update"`
	Version int            `json:"version" doc:"Of the thing after the change"`
	Before  map[string]any `json:"before,omitempty" doc:"The fields that the change touched, as they were"`
	After   map[string]any `json:"after,omitempty" doc:"The same, as they became"`
}

func changeOf(c referral.Change) Change {
	return Change{At: c.At, By: c.By, Action: c.Action, Version: c.Version, Before: c.Before, After: c.After}
}

func (o *operations) registerAudit() {
	api.ForAdmin(o.api, list("audit", "adminListChanges", "Who changed one thing, when and how, the newest first", "Audit"), o.listChanges)
}

type auditInput struct {
	api.Paging
	Entity string `query:"entity" required:"true" enum:"partner,program,website,key,conversion,webhook,day"`
	Code   string `query:"code" required:"true" minLength:"1" maxLength:"300" doc:"The thing's code; the id of a key, conversion or webhook"`
}

// auditCode returns code as the audit knows it.
func (in auditInput) auditCode() string {
	if !slices.Contains([]string{"partner", "program", "website"}, in.Entity) {
		return in.Code
	}
	if code, err := referral.ParseCode(in.Code); err == nil {
		return string(code)
	}
	return in.Code
}

func (o *operations) listChanges(ctx context.Context, caller api.Caller, in *auditInput) (*api.PageOutput[Change], error) {
	code := in.auditCode()
	return api.List(ctx, o.api, caller, "admin/audit?"+in.Entity+"="+code, in.Paging, func(ctx context.Context, after string, limit int) ([]Change, string, error) {
		changes, next, err := o.Store.Changes(ctx, in.Entity, code, limit, after)
		return mapped(changes, changeOf), next, err
	})
}
