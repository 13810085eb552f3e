package api

import (
	"context"
	"slices"
	"strings"

	"signpost/shared/lambdahttp"
	"signpost/shared/referral"
)

// Caller is who sent the request: what the access token says, and the partner of that name as the table has it now.
type Caller struct {
	// Name is the token's user name: the partner's code, or the name of an admin.
	Name string
	// Partner is the caller's account. It is zero for an admin who has none, and for every caller of an operation for admins.
	Partner referral.Partner
	// Admin tells whether the user is in the group admins.
	Admin bool
}

// adminsGroup is the group of users who may call the operations for admins.
const adminsGroup = "admins"

// Partners gives the accounts of callers. Reads are consistent, so that who was made inactive is refused at once.
type Partners interface {
	// Partner returns an error of kind NotFound if there is no such partner.
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
}

// audience says who an operation is for.
type audience int

const (
	signedIn audience = iota // active partners, and admins even without an account
	partners                 // active partners
	admins                   // the group admins
)

// callerFor finds out who calls and whether that is someone the operation is for. Without a token the gateway has passed the error is of
// kind Unauthorized. An unknown or inactive partner is Forbidden: it is known who calls, and signing in again would change nothing.
func (a *API) callerFor(ctx context.Context, audience audience) (Caller, error) {
	caller, err := callerOfToken(ctx)
	if err != nil {
		return Caller{}, err
	}
	if audience == admins {
		if !caller.Admin {
			return Caller{}, referral.Errorf(referral.Forbidden, "this is for admins")
		}
		return caller, nil
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

// callerOfToken reads the claims of the access token that API Gateway's JWT authorizer has checked: signature, issuer, client, expiry and
// scope. HTTP APIs deliver all claims as strings, a list as "[a b]".
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
	return Caller{Name: claims["username"], Admin: slices.Contains(listClaim(claims["cognito:groups"]), adminsGroup)}, nil
}

// listClaim takes "[a b]" apart. Names of groups have no spaces; all else may be part of one, so nothing else separates them.
func listClaim(claim string) []string {
	return strings.Fields(strings.TrimSuffix(strings.TrimPrefix(claim, "["), "]"))
}

// partnerNamed returns the zero Partner if nobody has that name. A user name counts only in the very form of a code: with another
// spelling it is another user.
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

type callerKey struct{}

func withCaller(ctx context.Context, caller Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, caller)
}

func callerFrom(ctx context.Context) Caller {
	caller, ok := ctx.Value(callerKey{}).(Caller)
	if !ok {
		panic("api: no caller; the operation was not registered by this package")
	}
	return caller
}
