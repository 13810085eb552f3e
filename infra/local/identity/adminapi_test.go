package identity_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"signpost/infra/local/identity/signin"
)

var poolID = aws.String("local_pool")

func (p *pool) admin() *cognito.Client {
	return cognito.New(cognito.Options{
		BaseEndpoint: aws.String(p.server.URL + "/local-aws/cognito"), Region: "us-east-1", RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("local", "local", ""),
	})
}

func (p *pool) create(t *testing.T, in *cognito.AdminCreateUserInput) (*types.UserType, error) {
	t.Helper()
	in.UserPoolId = poolID
	out, err := p.admin().AdminCreateUser(t.Context(), in)
	if err != nil {
		return nil, err
	}
	return out.User, nil
}

// The source of this file is
// docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/, which has a page for
// each operation.
func TestTheAdminFunctionInvitesAUserWhoThenSignsIn(t *testing.T) {
	p := start(t)
	user, err := p.create(t, &cognito.AdminCreateUserInput{
		Username:       aws.String("new001"),
		UserAttributes: []types.AttributeType{{Name: aws.String("email"), Value: aws.String("new@example.com")}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if *user.Username != "new001" || user.UserStatus != types.UserStatusTypeForceChangePassword ||
		!user.Enabled || time.Since(*user.UserCreateDate).Abs() > time.Minute ||
		attributeOf(user.Attributes, "email") != "new@example.com" ||
		attributeOf(user.Attributes, "sub") == "" {
		t.Errorf("user %+v", user)
	}
	temporary := temporaryPattern.FindStringSubmatch(p.log.String())[2]
	if _, err := p.client.SetPassword(t.Context(), "new001", temporary, "correct horse"); err != nil {
		t.Fatal(err)
	}
	got, err := p.admin().AdminGetUser(t.Context(), &cognito.AdminGetUserInput{
		UserPoolId: poolID, Username: aws.String("NEW001"),
	})
	if err != nil || got.UserStatus != types.UserStatusTypeConfirmed ||
		attributeOf(got.UserAttributes, "sub") != attributeOf(user.Attributes, "sub") {
		t.Errorf("got %+v, %v", got, err)
	}
}

func attributeOf(attributes []types.AttributeType, name string) string {
	for _, a := range attributes {
		if *a.Name == name {
			return *a.Value
		}
	}
	return ""
}

func TestAGivenTemporaryPasswordWorksAndSuppressSendsNothing(t *testing.T) {
	p := start(t)
	if _, err := p.create(t, &cognito.AdminCreateUserInput{
		Username: aws.String("new001"), TemporaryPassword: aws.String("temporary-1"),
		MessageAction: types.MessageActionTypeSuppress,
	}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(p.log.String(), "invited") {
		t.Errorf("log %s", p.log)
	}
	if err := p.refusal(t, "new001", "temporary-1"); !errors.Is(err, signin.ErrNewPasswordRequired) {
		t.Error(err)
	}
}

func TestAnInvitationCanBeSentAgain(t *testing.T) {
	p := start(t)
	invite := func(action types.MessageActionType, username string) error {
		_, err := p.create(t, &cognito.AdminCreateUserInput{Username: &username, MessageAction: action})
		return err
	}
	if err := errors.Join(invite("", "new001"), invite(types.MessageActionTypeResend, "new001")); err != nil {
		t.Fatal(err)
	}
	invitations := temporaryPattern.FindAllStringSubmatch(p.log.String(), -1)
	if len(invitations) != 2 {
		t.Fatalf("log %s", p.log)
	}
	if err := p.refusal(t, "new001", invitations[0][2]); !errors.Is(err, signin.ErrWrongPassword) {
		t.Errorf("the first password: %v", err)
	}
	if err := p.refusal(t, "new001", invitations[1][2]); !errors.Is(err, signin.ErrNewPasswordRequired) {
		t.Errorf("the second password: %v", err)
	}
	var state *types.UnsupportedUserStateException
	if err := invite(types.MessageActionTypeResend, "abc123"); !errors.As(err, &state) {
		t.Errorf("for a user who has a password: %v", err)
	}
	p.signIn(t, "abc123") // the password is still the old one
}

func TestTheAdminAPIsErrors(t *testing.T) {
	p, none := start(t), aws.String("nobody")
	client := p.admin()
	create := func(username, password string) error {
		in := &cognito.AdminCreateUserInput{Username: &username}
		if password != "" {
			in.TemporaryPassword = &password
		}
		_, err := p.create(t, in)
		return err
	}
	var exists *types.UsernameExistsException
	if err := create("ABC123", ""); !errors.As(err, &exists) {
		t.Errorf("a user name that is taken: %v", err)
	}
	var parameter *types.InvalidParameterException
	if err := create("a b", ""); !errors.As(err, &parameter) {
		t.Errorf("a user name with a space: %v", err)
	}
	var password *types.InvalidPasswordException
	if err := create("nobody", "short"); !errors.As(err, &password) {
		t.Errorf("a short password: %v", err)
	}
	var resource *types.ResourceNotFoundException
	if _, err := client.AdminGetUser(t.Context(), &cognito.AdminGetUserInput{
		UserPoolId: aws.String("other_pool"), Username: none,
	}); !errors.As(err, &resource) {
		t.Errorf("another pool: %v", err)
	}
	if _, err := client.AdminAddUserToGroup(t.Context(), &cognito.AdminAddUserToGroupInput{
		UserPoolId: poolID, Username: aws.String("abc123"), GroupName: aws.String("gods"),
	}); !errors.As(err, &resource) {
		t.Errorf("another group: %v", err)
	}
	_, get := client.AdminGetUser(t.Context(), &cognito.AdminGetUserInput{UserPoolId: poolID, Username: none})
	_, disable := client.AdminDisableUser(t.Context(), &cognito.AdminDisableUserInput{
		UserPoolId: poolID, Username: none,
	})
	_, enable := client.AdminEnableUser(t.Context(), &cognito.AdminEnableUserInput{
		UserPoolId: poolID, Username: none,
	})
	_, update := client.AdminUpdateUserAttributes(t.Context(), &cognito.AdminUpdateUserAttributesInput{
		UserPoolId: poolID, Username: none, UserAttributes: []types.AttributeType{},
	})
	_, group := client.AdminAddUserToGroup(t.Context(), &cognito.AdminAddUserToGroupInput{
		UserPoolId: poolID, Username: none, GroupName: aws.String("admins"),
	})
	_, remove := client.AdminDeleteUser(t.Context(), &cognito.AdminDeleteUserInput{
		UserPoolId: poolID, Username: none,
	})
	_, groups := client.AdminListGroupsForUser(t.Context(), &cognito.AdminListGroupsForUserInput{
		UserPoolId: poolID, Username: none,
	})
	for i, err := range []error{get, disable, enable, update, group, remove, groups} {
		var missing *types.UserNotFoundException
		if !errors.As(err, &missing) {
			t.Errorf("a user who does not exist, operation %d: %v", i, err)
		}
	}
	if _, err := client.ListUsers(t.Context(), &cognito.ListUsersInput{UserPoolId: poolID}); err == nil ||
		!strings.Contains(err.Error(), "UnknownOperationException") {
		t.Errorf("an operation that is not served: %v", err)
	}
}

func TestDisablingEnablingGroupsAttributesAndDeletion(t *testing.T) {
	p, name := start(t), aws.String("abc123")
	client := p.admin()
	refresh := p.signIn(t, *name).RefreshToken
	if _, err := client.AdminDisableUser(t.Context(), &cognito.AdminDisableUserInput{
		UserPoolId: poolID, Username: name,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.client.Refresh(t.Context(), refresh); err == nil {
		t.Error("a disabled user can refresh its tokens")
	}
	_, enable := client.AdminEnableUser(t.Context(), &cognito.AdminEnableUserInput{
		UserPoolId: poolID, Username: name,
	})
	_, group := client.AdminAddUserToGroup(t.Context(), &cognito.AdminAddUserToGroupInput{
		UserPoolId: poolID, Username: name, GroupName: aws.String("admins"),
	})
	_, update := client.AdminUpdateUserAttributes(t.Context(), &cognito.AdminUpdateUserAttributesInput{
		UserPoolId: poolID, Username: name,
		UserAttributes: []types.AttributeType{
			{Name: aws.String("email"), Value: aws.String("other@example.com")},
		},
	})
	if err := errors.Join(enable, group, update); err != nil {
		t.Fatal(err)
	}
	tokens := p.signIn(t, *name)
	if got := p.claims(t, tokens.AccessToken)["cognito:groups"]; fmt.Sprint(got) != "[admins]" {
		t.Errorf("groups %v", got)
	}
	if got := p.claims(t, tokens.IDToken)["email"]; got != "other@example.com" {
		t.Errorf("email %v", got)
	}
	_, out := client.AdminUserGlobalSignOut(t.Context(), &cognito.AdminUserGlobalSignOutInput{
		UserPoolId: poolID, Username: name,
	})
	if _, err := p.client.Refresh(t.Context(), tokens.RefreshToken); out != nil || err == nil {
		t.Errorf("after signing out: %v, %v", out, err)
	}
	if _, err := client.AdminDeleteUser(t.Context(), &cognito.AdminDeleteUserInput{
		UserPoolId: poolID, Username: name,
	}); err != nil {
		t.Fatal(err)
	}
	if err := p.refusal(t, *name, password); !errors.Is(err, signin.ErrWrongPassword) {
		t.Errorf("a deleted user: %v", err)
	}
}

func TestAnAttributeCannotPassAsAClaim(t *testing.T) {
	p := start(t)
	if _, err := p.create(t, &cognito.AdminCreateUserInput{
		Username: aws.String("sly"), TemporaryPassword: aws.String("temporary-1"),
		UserAttributes: []types.AttributeType{{Name: aws.String("token_use"), Value: aws.String("access")}},
	}); err == nil {
		t.Error("an attribute with a claim's name was accepted")
	}
}

// Source:
// docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
func TestCustomAttributesAreThoseOfTheSchema(t *testing.T) {
	p := start(t)
	list := func(name, value string) []types.AttributeType {
		return []types.AttributeType{{Name: &name, Value: &value}}
	}
	update := func(name string) error {
		_, err := p.admin().AdminUpdateUserAttributes(t.Context(), &cognito.AdminUpdateUserAttributesInput{
			UserPoolId: poolID, Username: aws.String("new001"), UserAttributes: list(name, "other"),
		})
		return err
	}
	var refused *types.InvalidParameterException
	_, err := p.create(t, &cognito.AdminCreateUserInput{
		Username: aws.String("new001"), UserAttributes: list("custom:shoe", "42"),
	})
	if !errors.As(err, &refused) {
		t.Errorf("an attribute that the schema lacks: %v", err)
	}
	user, err := p.create(t, &cognito.AdminCreateUserInput{
		Username: aws.String("new001"), UserAttributes: list("custom:partner", "new001"),
	})
	if err != nil || attributeOf(user.Attributes, "custom:partner") != "new001" {
		t.Fatalf("%+v, %v", user, err)
	}
	if err := update("custom:partner"); !errors.As(err, &refused) {
		t.Errorf("an attribute that can't be changed: %v", err)
	}
	if err := update("custom:colour"); err != nil {
		t.Errorf("an attribute that can be changed: %v", err)
	}
}

func TestGroupsAndTheSecondFactorCanBeRead(t *testing.T) {
	p := start(t)
	client, admin := p.admin(), aws.String("admin")
	groups, err := client.AdminListGroupsForUser(t.Context(), &cognito.AdminListGroupsForUserInput{
		UserPoolId: poolID, Username: admin,
	})
	if err != nil || len(groups.Groups) != 1 || *groups.Groups[0].GroupName != "admins" || groups.NextToken != nil {
		t.Errorf("groups %+v, %v", groups, err)
	}
	for _, enabled := range []bool{true, false} {
		_, err := client.AdminSetUserMFAPreference(t.Context(), &cognito.AdminSetUserMFAPreferenceInput{
			UserPoolId: poolID, Username: admin,
			SoftwareTokenMfaSettings: &types.SoftwareTokenMfaSettingsType{Enabled: enabled},
		})
		if err != nil {
			t.Fatal(err)
		}
		user, err := client.AdminGetUser(t.Context(), &cognito.AdminGetUserInput{UserPoolId: poolID, Username: admin})
		if err != nil || (len(user.UserMFASettingList) == 1) != enabled {
			t.Errorf("enabled %v: %v, %v", enabled, user.UserMFASettingList, err)
		}
	}
}

func TestTheAdminAPIAnswersOnlyThisMachine(t *testing.T) {
	p := start(t)
	for _, c := range []struct{ remote, host string }{
		{"192.168.1.9:1", "127.0.0.1"}, {"127.0.0.1:1", "evil.example"},
	} {
		r := httptest.NewRequest(http.MethodPost, "http://"+c.host+"/",
			strings.NewReader(`{"UserPoolId":"local_pool","Username":"abc123"}`))
		r.RemoteAddr = c.remote
		r.Header.Set("X-Amz-Target", "AWSCognitoIdentityProviderService.AdminGetUser")
		w := httptest.NewRecorder()
		p.AdminAPI().ServeHTTP(w, r)
		if w.Code != http.StatusForbidden {
			t.Errorf("%+v: %d", c, w.Code)
		}
	}
}
