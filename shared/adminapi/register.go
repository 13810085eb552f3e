package adminapi

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/oklog/ulid/v2"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/webhook"
)

// Store is what the operations need of the table, which has it all.
type Store interface {
	PartnerStore
	ProgramStore
	WebsiteStore
	ImportStore
	KeyStore
	AuditStore
	LinkStore
	ConversionStore
	RuleStore
	WebhookStore
}

// Parts are what the operations are made of.
type Parts struct {
	Store     Store
	Counters  Counters
	Users     Users
	Corrector Corrector
	Reconcile func(context.Context, referral.Day) (reconcile.Result, error)
	Rebuild   func(context.Context, referral.Day, referral.Stamp) (counting.Rebuilt, error)
	// WebhookQueue takes what is to be sent again.
	WebhookQueue  webhook.Queue
	OnThisMachine bool   // in the local stack: webhooks may go to addresses of this machine
	Public        string // the host of the tracking links, to which no destination may lead back
	Currency      string // of a report without revenue
	Now           func() time.Time
	Random        io.Reader
}

// operations are what admins may do. They may be used by many goroutines.
type operations struct {
	api *api.API
	Parts
}

// Register adds the operations for admins to a.
func Register(a *api.API, parts Parts) {
	api.PrefixSchemas[Parts](a, "Admin") // partners and merchants see some of the same things differently
	api.PrefixSchemas[reconcile.Result](a, "Reconcile")
	o := &operations{api: a, Parts: parts}
	o.registerPartners()
	o.registerPrograms()
	o.registerWebsites()
	o.registerImport()
	o.registerKeys()
	o.registerAudit()
	o.registerStats()
	o.registerCheck()
	o.registerReconcile()
	o.registerRebuild()
	o.registerConversions()
	o.registerRule()
	o.registerWebhooks()
}

// stamp is what the audit says of a change that caller makes now.
func (o *operations) stamp(caller api.Caller) referral.Stamp {
	now := o.Now()
	return referral.Stamp{By: caller.Name, At: now, ID: ulid.MustNew(ulid.Timestamp(now), o.Random).String()}
}

func list(path, id, summary, tag string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodGet, Path: "/api/admin/" + path, Summary: summary, Tags: []string{tag}}
}

func read(path, id, summary, tag string) huma.Operation {
	op := list(path, id, summary, tag)
	op.Errors = []int{http.StatusNotFound}
	return op
}

func create(path, id, summary, tag string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodPost, Path: "/api/admin/" + path, Summary: summary, Tags: []string{tag},
		DefaultStatus: http.StatusCreated, Errors: []int{http.StatusConflict}}
}

func change(path, id, summary, tag string) huma.Operation {
	return huma.Operation{OperationID: id, Method: http.MethodPatch, Path: "/api/admin/" + path, Summary: summary, Tags: []string{tag},
		Errors: []int{http.StatusNotFound, http.StatusConflict}}
}
