// Command admin makes a user of the pool an admin: `make admin EMAIL=you@example.com`, with another
// user name than "admin" in ADMIN. The pool is the one whose id is in POOL, or else that of the
// local stack that runs on DATA. A user who does not exist yet is invited by mail. Doing it again
// changes the address to EMAIL, and invites again who has not signed in yet: a temporary password
// lasts 14 days.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/mail"
	"os"
	"os/signal"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"signpost/infra/commands/open"
)

// group is the group of admins, and partner the attribute of users that Signpost made for partners
// (infra/stacks/identity.yaml).
const (
	group   = "admins"
	partner = "custom:partner"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	did, err := run(ctx, os.Getenv)
	if err != nil {
		fmt.Fprintln(os.Stderr, "admin:", err)
		os.Exit(1)
	}
	fmt.Println(did)
}

func run(ctx context.Context, env func(string) string) (did string, err error) {
	email := env("EMAIL")
	if address, err := mail.ParseAddress(email); err != nil || address.Address != email {
		return "", errors.New("whose address? make admin EMAIL=you@example.com")
	}
	pool, err := open.UserPool(ctx, env)
	if err != nil {
		return "", err
	}
	return appoint(ctx, pool, cmp.Or(env("ADMIN"), "admin"), email)
}

// appoint makes the user an admin and says what that took. After an error it can be called again.
func appoint(ctx context.Context, pool *open.Pool, name, email string) (did string, err error) {
	user, err := pool.AdminGetUser(ctx, &cognito.AdminGetUserInput{UserPoolId: &pool.ID, Username: &name})
	var missing *types.UserNotFoundException
	switch {
	case errors.As(err, &missing):
		did, err = invited(ctx, pool, name, email)
	case err == nil:
		did, err = updated(ctx, pool, user, email)
	}
	if err != nil {
		return "", err
	}
	_, err = pool.AdminAddUserToGroup(ctx, &cognito.AdminAddUserToGroupInput{
		UserPoolId: &pool.ID, Username: &name, GroupName: aws.String(group),
	})
	return fmt.Sprintf("%s is an admin; %s", name, did), err
}

func invited(ctx context.Context, pool *open.Pool, name, email string) (string, error) {
	_, err := pool.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{
		UserPoolId: &pool.ID, Username: &name, UserAttributes: verified(email),
		DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail},
	})
	return email + " is sent a temporary password", err
}

// updated gives a user who exists the address, and another temporary password if none has been
// chosen. It leaves partners alone, whose users follow what an admin says of them, and users who
// were disabled by somebody for a reason.
func updated(ctx context.Context, pool *open.Pool, user *cognito.AdminGetUserOutput, email string) (string, error) {
	switch {
	case attribute(user, partner) != "":
		return "", fmt.Errorf("%s is the user of a partner: choose another name with ADMIN=", *user.Username)
	case !user.Enabled:
		const enable = "aws cognito-idp admin-enable-user"
		return "", fmt.Errorf("%s is disabled: %s lets the user in again", *user.Username, enable)
	}
	if attribute(user, "email") != email {
		if _, err := pool.AdminUpdateUserAttributes(ctx, &cognito.AdminUpdateUserAttributesInput{
			UserPoolId: &pool.ID, Username: user.Username, UserAttributes: verified(email),
		}); err != nil {
			return "", err
		}
	}
	if user.UserStatus != types.UserStatusTypeForceChangePassword {
		return "the user signs in as before, and the address is " + email, nil
	}
	_, err := pool.AdminCreateUser(ctx, &cognito.AdminCreateUserInput{
		UserPoolId: &pool.ID, Username: user.Username, MessageAction: types.MessageActionTypeResend,
		DesiredDeliveryMediums: []types.DeliveryMediumType{types.DeliveryMediumTypeEmail},
	})
	return email + " is sent a new temporary password", err
}

func verified(email string) []types.AttributeType {
	return []types.AttributeType{
		{Name: aws.String("email"), Value: &email},
		{Name: aws.String("email_verified"), Value: aws.String("true")},
	}
}

func attribute(user *cognito.AdminGetUserOutput, name string) string {
	for _, a := range user.UserAttributes {
		if aws.ToString(a.Name) == name {
			return aws.ToString(a.Value)
		}
	}
	return ""
}
