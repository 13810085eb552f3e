package adminapi

import (
	"context"
	"io"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/reconcile"
	"signpost/shared/referral"
	"signpost/shared/stats"
	"signpost/shared/webhook"
)

// Store is what the operations need of the table; *table.Table has it all.
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
	stats.Store
	EraseStore
}

// Parts are what the operations work with. All are needed to serve requests, none to describe
// the operations.
type Parts struct {
	Store     Store
	Admins    api.Admins
	Counters  Counters
	Users     Users
	Corrector Corrector
	// Reconcile compares a day's counters with its events.
	Reconcile func(context.Context, referral.Day) (reconcile.Result, error)
	// Rebuild writes a settled day's counters anew from its events.
	Rebuild func(context.Context, referral.Day, referral.Stamp) (counting.Rebuilt, error)
	// WebhookQueue takes deliveries that are to be sent again.
	WebhookQueue webhook.Queue
	// OnThisMachine allows webhooks to addresses of this machine, for the local stack.
	OnThisMachine bool
	// Public is the host of tracking links, to which no destination may lead back.
	Public string
	// Currency is that of stats without revenue.
	Currency string
	// Zone is that of days, where none is asked for, and of the times in words.
	Zone   referral.Zone
	Now    func() time.Time
	Random io.Reader
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
	a.CheckAdmins(parts.Admins)
	o := &operations{api: a, Parts: parts}
	o.registerPartners()
	o.registerErase()
	o.registerPrograms()
	o.registerWebsites()
	o.registerImport()
	o.registerExport()
	o.registerKeys()
	o.registerAudit()
	o.registerStats()
	o.registerCheck()
	o.registerVisits()
	o.registerReconcile()
	o.registerRebuild()
	o.registerConversions()
	o.registerRule()
	o.registerWebhooks()
	o.registerDeliveries()
}

// stamp is what the audit says of a change that caller makes now.
func (o *operations) stamp(caller api.Caller) referral.Stamp {
	now := o.Now()
	return referral.Stamp{By: caller.Name, At: now, ID: ulid.MustNew(ulid.Timestamp(now), o.Random).String()}
}
