// Package userpool keeps the accounts that partners sign in with in a Cognito user pool.
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

// Pool is Users in a Cognito user pool.
type Pool struct {
	client *cognito.Client
	id     string
}

// New returns the user pool of that id.
func New(client *cognito.Client, id string) *Pool {
	return &Pool{client: client, id: id}
}

// Invite does what Users says.
func (u *Pool) Invite(ctx context.Context, p referral.Partner) error {
	err := u.create(ctx, p)
	var exists *types.UsernameExistsException
	if !errors.As(err, &exists) {
		return userError(err)
	}
	user, err := u.get(ctx, p.Code)
	if err != nil {
		return userError(err)
	}
	if user.UserStatus != types.UserStatusTypeForceChangePassword && email(user) != p.Email {
		return referral.Conflictf("somebody else signs in with the name %s", p.Code)
	}
	return userError(u.adapt(ctx, user, p))
}

// Sync does what Users says.
func (u *Pool) Sync(ctx context.Context, p referral.Partner) error {
	user, err := u.get(ctx, p.Code)
	var missing *types.UserNotFoundException
	if errors.As(err, &missing) {
		return userError(u.create(ctx, p))
	}
	if err != nil {
		return userError(err)
	}
	return userError(u.adapt(ctx, user, p))
}

func (u *Pool) create(ctx context.Context, p referral.Partner) error {
	in := &cognito.AdminCreateUserInput{UserPoolId: &u.id, Username: aws.String(string(p.Code)), UserAttributes: attributes(p)}
	if p.Email == "" || !p.Active() {
		in.MessageAction = types.MessageActionTypeSuppress
	} else {
		in.DesiredDeliveryMediums = []types.DeliveryMediumType{types.DeliveryMediumTypeEmail}
	}
	if _, err := u.client.AdminCreateUser(ctx, in); err != nil || p.Active() {
		return err
	}
	return u.enable(ctx, p)
}

func attributes(p referral.Partner) []types.AttributeType {
	if p.Email == "" {
		return nil
	}
	return []types.AttributeType{{Name: aws.String("email"), Value: &p.Email}, {Name: aws.String("email_verified"), Value: aws.String("true")}}
}

func (u *Pool) get(ctx context.Context, name referral.Code) (*cognito.AdminGetUserOutput, error) {
	return u.client.AdminGetUser(ctx, &cognito.AdminGetUserInput{UserPoolId: &u.id, Username: aws.String(string(name))})
}

// adapt makes user, as it was read, what p says.
func (u *Pool) adapt(ctx context.Context, user *cognito.AdminGetUserOutput, p referral.Partner) error {
	invite := false
	if p.Email != "" && email(user) != p.Email {
		_, err := u.client.AdminUpdateUserAttributes(ctx, &cognito.AdminUpdateUserAttributesInput{
			UserPoolId: &u.id, Username: user.Username, UserAttributes: attributes(p)})
		if err != nil {
			return err
		}
		invite = true
	}
	if user.Enabled != p.Active() {
		if err := u.enable(ctx, p); err != nil {
			return err
		}
		invite = true
	}
	if !invite || p.Email == "" || !p.Active() || user.UserStatus != types.UserStatusTypeForceChangePassword {
		return nil
	}
	_, err := u.client.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{UserPoolId: &u.id, Username: user.Username,
		MessageAction: types.MessageActionTypeResend, DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail}})
	return err
}

// enable lets the partner's user sign in, or signs it out everywhere and keeps it out.
func (u *Pool) enable(ctx context.Context, p referral.Partner) error {
	name := aws.String(string(p.Code))
	if p.Active() {
		_, err := u.client.AdminEnableUser(ctx, &cognito.AdminEnableUserInput{UserPoolId: &u.id, Username: name})
		return err
	}
	if _, err := u.client.AdminDisableUser(ctx, &cognito.AdminDisableUserInput{UserPoolId: &u.id, Username: name}); err != nil {
		return err
	}
	_, err := u.client.AdminUserGlobalSignOut(ctx, &cognito.AdminUserGlobalSignOutInput{UserPoolId: &u.id, Username: name})
	return err
}

func email(user *cognito.AdminGetUserOutput) string {
	for _, a := range user.UserAttributes {
		if aws.ToString(a.Name) == "email" {
			return aws.ToString(a.Value)
		}
	}
	return ""
}

// userError makes an error of the user pool one of the domain; its own words are for the log.
func userError(err error) error {
	var invalid *types.InvalidParameterException
	switch {
	case err == nil:
		return nil
	case referral.CodeOf(err) != "":
		return err
	case errors.As(err, &invalid):
		return fmt.Errorf("%w: %w", referral.InvalidField("email", "is not accepted as an address to sign in with"), err)
	}
	return fmt.Errorf("%w: %w", referral.Errorf(referral.Unavailable, "the partner's user could not be set up, try again"), err)
}
