package adminapi

import (
	"context"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
)

// AuditStore remembers changes.
type AuditStore interface {
	// Changes lists up to limit changes of one thing, the newest first. after and the position
	// that it returns say where to go on: "" at the start, and at the end.
	Changes(ctx context.Context, entity, code string, limit int, after string) ([]referral.Change, string, error)
}

// Change is one line of the audit.
type Change struct {
	At      time.Time      `json:"at"`
	By      string         `json:"by" doc:"The user name of the admin"`
	Action  string         `json:"action" example:"update" doc:"create, update, revoke or credit"`
	Version int            `json:"version" doc:"Of the thing after the change"`
	Reason  string         `json:"reason,omitempty" doc:"Why, as the admin who made the change put it"`
	Before  map[string]any `json:"before,omitempty" doc:"The fields that the change touched, as they were"`
	After   map[string]any `json:"after,omitempty" doc:"The same, as they became"`
}

func changeOf(c referral.Change) Change {
	return Change{
		At:      c.At,
		By:      c.By,
		Action:  c.Action,
		Version: c.Version,
		Reason:  c.Reason,
		Before:  c.Before,
		After:   c.After,
	}
}

func (o *operations) registerAudit() {
	op := list("audit", "adminListChanges", "Who changed one thing, when and how, the newest first", "Audit")
	api.ForAdmin(o.api, op, o.listChanges)
}

type auditInput struct {
	api.Paging
	Entity entity `query:"entity" required:"true"`
	Code   string `query:"code" maxLength:"1200" pattern:"^[!-~]*$" doc:"The thing's code or id; the rule needs none"`
}

// entity is a kind of thing that the audit knows.
type entity string

// Schema allows what the domain lists.
func (entity) Schema(huma.Registry) *huma.Schema {
	schema := &huma.Schema{Type: huma.TypeString}
	for _, e := range referral.Entities {
		schema.Enum = append(schema.Enum, e)
	}
	return schema
}

// auditCode returns the code as the audit knows it.
func (in auditInput) auditCode() (string, error) {
	if in.Code == "" && in.Entity == "rule" {
		return referral.RuleCode, nil
	}
	if in.Code == "" {
		return "", referral.InvalidField("code", "must not be empty")
	}
	if !slices.Contains([]entity{"partner", "program", "website", "rule"}, in.Entity) {
		return in.Code, nil // an id
	}
	if code, err := referral.ParseCode(in.Code); err == nil {
		return string(code), nil
	}
	return in.Code, nil
}

func (o *operations) listChanges(
	ctx context.Context, caller api.Caller, in *auditInput,
) (*api.PageOutput[Change], error) {
	code, err := in.auditCode()
	if err != nil {
		return nil, err
	}
	of := string(in.Entity)
	read := func(ctx context.Context, after string, limit int) ([]Change, string, error) {
		changes, next, err := o.Store.Changes(ctx, of, code, limit, after)
		return api.Map(changes, changeOf), next, err
	}
	return api.List(ctx, o.api, caller, "admin/audit?"+of+"="+code, in.Paging, read)
}
