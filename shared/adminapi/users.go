package adminapi

import (
	"context"

	"signpost/shared/referral"
)

// Users keeps the users that partners sign in with, named after the partners' codes;
// *userpool.Pool does. Its operations may be called again and again: what has been done is not
// done twice. Their errors are Unavailable if trying again may help, and Conflict if the user of
// the partner's name is somebody else's or an admin's, and has been left as it is.
type Users interface {
	// Check returns the Conflict error that Invite and Sync would return.
	Check(ctx context.Context, code referral.Code) error
	// Invite creates the user of a partner that is about to be created, and has an invitation
	// sent to its e-mail address, if it has one. A user left behind by an attempt that failed
	// half-way is taken over.
	Invite(ctx context.Context, p referral.Partner) error
	// Sync gives the user the partner's e-mail address, and lets it sign in or keeps it out, as
	// the partner's status says. A missing user is created. A user who has never signed in is
	// invited again if its address has changed or it is let in again. The user of a partner who
	// was erased is deleted.
	Sync(ctx context.Context, p referral.Partner) error
}
