package api

import (
	"context"
	"errors"
	"slices"
	"strings"

	"signpost/shared/lambdahttp"
	"signpost/shared/referral"
)

// Caller is who sent the request, by the access token and the table.
type Caller struct {
	// Name is the token's user name: a partner's code, or the user name of an admin.
	Name string
	// ID is the token's subject. Of two users who had the same name one after the other, each has
	// its own.
	ID string
	// Partner is the caller's account as it is now. It is zero for an admin who has none, and for
	// every caller of an operation for admins.
	Partner referral.Partner
	// Admin says whether the user was in the group of admins when the token was issued. For an
	// operation for admins it has been checked that the user still is.
	Admin bool
}

// adminsGroup is the group of users who may call the operations for admins.
const adminsGroup = "admins"

// Partners has the accounts of callers. Its reads are consistent, so that a partner is refused as
// soon as it is made inactive.
type Partners interface {
	// Partner returns an error of kind NotFound if there is no such partner.
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
}

// Admins knows the accounts of admins as they are now.
type Admins interface {
	// CheckAdmin returns nil if the user of that name and id may act as an admin now. If not, the
	// error is of kind Forbidden and says why; if it can't be found out, it is Unavailable.
	CheckAdmin(ctx context.Context, name, id string) error
}

// CheckAdmins makes admins decide who of those whose token says so is an admin. Without it, every
// operation for admins fails.
func (a *API) CheckAdmins(admins Admins) { a.admins = admins }

// audience is who may call an operation.
type audience int

const (
	signedIn audience = iota // active partners, and admins even without an account
	partners                 // active partners
	admins                   // members of adminsGroup
)

// callerFor returns the caller if it belongs to the audience. Without a valid token, the error is
// of kind Unauthorized. For an unknown or inactive partner it is Forbidden, as signing in again
// would not help.
func (a *API) callerFor(ctx context.Context, audience audience) (Caller, error) {
	caller, err := callerOfToken(ctx)
	if err != nil {
		return Caller{}, err
	}
	if audience == admins {
		return caller, a.checkAdmin(ctx, caller)
	}
	caller.Partner, err = a.partnerNamed(ctx, caller.Name)
	if err != nil {
		return Caller{}, err
	}
	if !caller.Partner.Active() && (!caller.Admin || audience == partners) {
		return Caller{}, referral.Errorf(referral.Forbidden, "there is no active partner account of this name")
	}
	return caller, nil
}

func (a *API) checkAdmin(ctx context.Context, caller Caller) error {
	if !caller.Admin {
		return referral.Errorf(referral.Forbidden, "this is for admins")
	}
	if a.admins == nil {
		return errors.New("nothing checks who is an admin")
	}
	return a.admins.CheckAdmin(ctx, caller.Name, caller.ID)
}

// callerOfToken reads the claims of the access token. API Gateway's JWT authorizer has checked its
// signature, issuer, client, expiry and scope. HTTP APIs deliver all claims as strings, lists as
// "[a b]".
// https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
func callerOfToken(ctx context.Context) (Caller, error) {
	gateway, ok := lambdahttp.RequestContext(ctx)
	if !ok || gateway.Authorizer == nil || gateway.Authorizer.JWT == nil {
		return Caller{}, referral.Errorf(referral.Unauthorized, "an access token is needed")
	}
	claims := gateway.Authorizer.JWT.Claims
	if claims["username"] == "" || claims["token_use"] != "access" {
		return Caller{}, referral.Errorf(referral.Unauthorized, "an access token is needed")
	}
	groups := listClaim(claims["cognito:groups"])
	return Caller{
		Name: claims["username"], ID: claims["sub"], Admin: slices.Contains(groups, adminsGroup),
	}, nil
}

// listClaim splits "[a b]". Only spaces separate: the name of a group may contain anything else.
func listClaim(claim string) []string {
	return strings.Fields(strings.TrimSuffix(strings.TrimPrefix(claim, "["), "]"))
}

// partnerNamed returns the zero Partner if there is none of that name. A user name must be spelled
// exactly like the code: another spelling is another user.
func (a *API) partnerNamed(ctx context.Context, name string) (referral.Partner, error) {
	code, err := referral.ParseCode(name)
	if err != nil || string(code) != name {
		return referral.Partner{}, nil
	}
	partner, err := a.partners.Partner(ctx, code)
	if referral.CodeOf(err) == referral.NotFound {
		return referral.Partner{}, nil
	}
	return partner, err
}
