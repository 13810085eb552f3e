package adminapi

import (
	"context"

	"signpost/shared/referral"
)

// Users keeps the accounts that partners sign in with, named after their codes. Its operations may be called again and again: what is done
// already is not done twice. They return Unavailable errors if trying again may help.
type Users interface {
	// Invite makes the user of a partner that is about to be made and sends the invitation to its e-mail address, if it has one. A user of
	// that name who is somebody else is a Conflict error; one left behind by an attempt that failed half-way is taken over.
	Invite(ctx context.Context, p referral.Partner) error
	// Sync gives the user the partner's e-mail address and lets it sign in, or no longer, as the partner's status says. A user who is missing
	// is made; one who has never signed in is invited again if that may now be of use.
	Sync(ctx context.Context, p referral.Partner) error
}
