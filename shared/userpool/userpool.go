// Package userpool gives every partner a user to sign in with, in a Cognito user pool, and
// takes the access away again. A user's name is the partner's code. A user who belongs to no
// partner can sign in and do nothing, so the order of writing users and partners is up to the
// caller.
//
// The pool also has users of other people, such as admins. So each user that is made for a partner
// says so, in an attribute that never changes, and no other user is touched.
//
// The package also tells whether an account may act as an admin right now; see Admins.
package userpool

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"signpost/shared/referral"
)

// Pool is a user pool. It may be used by many goroutines. Its methods may be called again and
// again: what has been done is not done twice. Their errors are of the domain: Unavailable if
// trying again may help, Invalid if the pool refuses the e-mail address, Conflict if the user of
// the partner's name is somebody else's or an admin's, and has been left as it is.
type Pool struct {
	client *cognito.Client
	id     string
}

// PartnerAttribute is the attribute that says for which partner a user was made. It can be set only
// when the user is made, as the pool's schema in infra/stacks/identity.yaml says.
const PartnerAttribute = "custom:partner"

// New returns the user pool with that id.
func New(client *cognito.Client, id string) *Pool {
	return &Pool{client: client, id: id}
}

// Invite creates the user of a partner that is about to be created, and has an invitation sent
// to the partner's e-mail address, if there is one and the partner is active. A user left
// behind by an attempt that failed half-way is taken over, unless it has signed in with another
// address: then the error is of kind Conflict.
func (u *Pool) Invite(ctx context.Context, p referral.Partner) error {
	err := u.create(ctx, p)
	var exists *types.UsernameExistsException
	if !errors.As(err, &exists) {
		return domainError(err)
	}
	user, err := u.ownUser(ctx, p.Code)
	if err != nil {
		return domainError(err)
	}
	if !neverSignedIn(user) && email(user) != p.Email {
		return referral.Conflictf("somebody else signs in with the name %s", p.Code)
	}
	return domainError(u.update(ctx, user, p))
}

// Sync makes the user what the partner says: it gives the user the partner's e-mail address,
// and lets the user sign in or signs it out everywhere, depending on the partner's status. A
// missing user is created. A user who has never signed in is invited again when the address has
// changed or access is given back. Without an address in the partner, the user keeps the one it
// has. The user of a partner who was erased is deleted, with all that the pool knows of it.
func (u *Pool) Sync(ctx context.Context, p referral.Partner) error {
	user, err := u.ownUser(ctx, p.Code)
	if !p.Erased.IsZero() {
		return domainError(u.remove(ctx, user, err))
	}
	if isMissing(err) {
		return domainError(u.create(ctx, p))
	}
	if err != nil {
		return domainError(err)
	}
	return domainError(u.update(ctx, user, p))
}

// Check returns the Conflict error that Invite and Sync would return, and changes nothing. A
// missing user is no error.
func (u *Pool) Check(ctx context.Context, code referral.Code) error {
	if _, err := u.ownUser(ctx, code); !isMissing(err) {
		return domainError(err)
	}
	return nil
}

// ownUser returns the user of that name, or a Conflict error if the user was not made for the
// partner of that code, or is an admin.
func (u *Pool) ownUser(ctx context.Context, code referral.Code) (*cognito.AdminGetUserOutput, error) {
	user, err := u.get(ctx, code)
	if err != nil {
		return nil, err
	}
	if attribute(user, PartnerAttribute) != string(code) {
		return nil, referral.Conflictf("the user %s was not made for this partner", code)
	}
	admin, err := inGroup(ctx, u.client, u.id, user.Username, adminsGroup)
	if err == nil && admin {
		err = referral.Conflictf("the user %s is an admin", code)
	}
	return user, err
}

func isMissing(err error) bool {
	var missing *types.UserNotFoundException
	return errors.As(err, &missing)
}

func (u *Pool) create(ctx context.Context, p referral.Partner) error {
	in := &cognito.AdminCreateUserInput{
		UserPoolId: &u.id, Username: aws.String(string(p.Code)),
		UserAttributes: append(emailAttributes(p.Email),
			types.AttributeType{Name: aws.String(PartnerAttribute), Value: aws.String(string(p.Code))})}
	if p.Email == "" || !p.Active() {
		in.MessageAction = types.MessageActionTypeSuppress
	} else {
		in.DesiredDeliveryMediums = []types.DeliveryMediumType{types.DeliveryMediumTypeEmail}
	}
	if _, err := u.client.AdminCreateUser(ctx, in); err != nil || p.Active() {
		return err
	}
	return u.disable(ctx, in.Username)
}

func (u *Pool) get(ctx context.Context, name referral.Code) (*cognito.AdminGetUserOutput, error) {
	return u.client.AdminGetUser(ctx, &cognito.AdminGetUserInput{
		UserPoolId: &u.id, Username: aws.String(string(name))})
}

// update makes user, as it was read, what p says.
func (u *Pool) update(ctx context.Context, user *cognito.AdminGetUserOutput, p referral.Partner) error {
	newEmail, newAccess := p.Email != "" && email(user) != p.Email, user.Enabled != p.Active()
	if newEmail {
		_, err := u.client.AdminUpdateUserAttributes(ctx, &cognito.AdminUpdateUserAttributesInput{
			UserPoolId: &u.id, Username: user.Username, UserAttributes: emailAttributes(p.Email)})
		if err != nil {
			return err
		}
	}
	if newAccess {
		access := u.disable
		if p.Active() {
			access = u.enable
		}
		if err := access(ctx, user.Username); err != nil {
			return err
		}
	}
	if (newEmail || newAccess) && p.Email != "" && p.Active() && neverSignedIn(user) {
		return u.inviteAgain(ctx, user.Username)
	}
	return nil
}

// remove deletes user, unless reading it has failed because it is not there. Its sessions end with
// it; an access token that it still has is of no use, as the partner is inactive.
func (u *Pool) remove(ctx context.Context, user *cognito.AdminGetUserOutput, err error) error {
	if err == nil {
		_, err = u.client.AdminDeleteUser(ctx,
			&cognito.AdminDeleteUserInput{UserPoolId: &u.id, Username: user.Username})
	}
	if isMissing(err) {
		return nil
	}
	return err
}

func (u *Pool) enable(ctx context.Context, name *string) error {
	_, err := u.client.AdminEnableUser(ctx, &cognito.AdminEnableUserInput{UserPoolId: &u.id, Username: name})
	return err
}

// disable keeps a user out, and ends its sessions everywhere.
func (u *Pool) disable(ctx context.Context, name *string) error {
	_, err := u.client.AdminDisableUser(ctx, &cognito.AdminDisableUserInput{UserPoolId: &u.id, Username: name})
	if err != nil {
		return err
	}
	_, err = u.client.AdminUserGlobalSignOut(ctx,
		&cognito.AdminUserGlobalSignOutInput{UserPoolId: &u.id, Username: name})
	return err
}

func (u *Pool) inviteAgain(ctx context.Context, name *string) error {
	_, err := u.client.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{
		UserPoolId: &u.id, Username: name, MessageAction: types.MessageActionTypeResend,
		DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail}})
	return err
}

// neverSignedIn reports whether the user still has the temporary password of its invitation.
func neverSignedIn(user *cognito.AdminGetUserOutput) bool {
	return user.UserStatus == types.UserStatusTypeForceChangePassword
}

func emailAttributes(address string) []types.AttributeType {
	if address == "" {
		return nil
	}
	return []types.AttributeType{
		{Name: aws.String("email"), Value: &address},
		{Name: aws.String("email_verified"), Value: aws.String("true")},
	}
}

func email(user *cognito.AdminGetUserOutput) string { return attribute(user, "email") }

func attribute(user *cognito.AdminGetUserOutput, name string) string {
	for _, a := range user.UserAttributes {
		if aws.ToString(a.Name) == name {
			return aws.ToString(a.Value)
		}
	}
	return ""
}

// domainError turns an error of the user pool into one of the domain; what the pool itself says
// is for the log.
func domainError(err error) error {
	var invalid *types.InvalidParameterException
	switch {
	case err == nil || referral.CodeOf(err) != "":
		return err
	case errors.As(err, &invalid):
		refused := referral.InvalidField("email", "is not accepted as an address to sign in with")
		return fmt.Errorf("%w: %w", refused, err)
	}
	failed := referral.Errorf(referral.Unavailable, "the partner's user could not be set up; try again")
	return fmt.Errorf("%w: %w", failed, err)
}
