package identity

import (
	"cmp"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"signpost/infra/local/loopback"
)

// adminTarget precedes the operation's name in X-Amz-Target.
const adminTarget = "AWSCognitoIdentityProviderService."

// usernamePattern is the user pool API's pattern, in Go's Unicode classes.
var usernamePattern = regexp.MustCompile(`^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$`)

// attributeNames are the standard attributes that can be set. A user pool has no others besides the
// custom ones of its schema:
// docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html.
var attributeNames = []string{
	"address", "birthdate", "email", "email_verified", "family_name", "gender", "given_name",
	"locale", "middle_name", "name", "nickname", "phone_number", "phone_number_verified",
	"picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo",
}

// apiError is an error of the user pool's JSON API. Its status is 400.
type apiError struct {
	Type    string `json:"__type"`
	Message string `json:"message"`
}

func (e *apiError) Error() string { return e.Type + ": " + e.Message }

// adminRequest has the fields of all operations that are served. Each operation uses its own.
type adminRequest struct {
	UserPoolID        string `json:"UserPoolId"`
	Username          string
	UserAttributes    []attribute
	TemporaryPassword string
	MessageAction     string
	GroupName         string
	NextToken         string

	SoftwareTokenMfaSettings struct{ Enabled bool }
}

type attribute struct{ Name, Value string }

// adminOperations returns the operations of the user pool's API that are served, by their names
// in docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html.
func (id *Identity) adminOperations() map[string]func(adminRequest) (any, error) {
	return map[string]func(adminRequest) (any, error){
		"AdminCreateUser":           id.adminCreateUser,
		"AdminGetUser":              id.adminGetUser,
		"AdminUpdateUserAttributes": id.adminUpdateUserAttributes,
		"AdminDisableUser": func(r adminRequest) (any, error) {
			return struct{}{}, id.SetEnabled(r.Username, false)
		},
		"AdminEnableUser": func(r adminRequest) (any, error) {
			return struct{}{}, id.SetEnabled(r.Username, true)
		},
		"AdminDeleteUser": func(r adminRequest) (any, error) {
			return struct{}{}, id.users.remove(r.Username)
		},
		"AdminUserGlobalSignOut": func(r adminRequest) (any, error) {
			return struct{}{}, id.users.signOut(r.Username)
		},
		"AdminSetUserMFAPreference": func(r adminRequest) (any, error) {
			return struct{}{}, id.SetSecondFactor(r.Username, r.SoftwareTokenMfaSettings.Enabled)
		},
		"AdminListGroupsForUser":   id.adminListGroups,
		"AdminAddUserToGroup":      id.inGroup(id.AddToGroup),
		"AdminRemoveUserFromGroup": id.inGroup(id.RemoveFromGroup),
	}
}

// AdminAPI serves the user pool's JSON API to the admin function. Whoever can reach it may do
// everything: AWS checks a signature, while here only the loopback interface guards it.
func (id *Identity) AdminAPI() http.Handler {
	operations := id.adminOperations()
	return loopback.Only(limitBody(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer, err := id.serveAdmin(operations, r)
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if err != nil {
			var e *apiError
			if !errors.As(err, &e) {
				e = toAPIError(err)
			}
			w.Header().Set("X-Amzn-Errortype", e.Type)
			status := http.StatusBadRequest
			if e.Type == "InternalErrorException" {
				id.config.Log.Error("user pool", slog.Any("error", err))
				status = http.StatusInternalServerError
			}
			w.WriteHeader(status)
			answer = e
		}
		_ = json.NewEncoder(w).Encode(answer) // fails only if the caller has gone away
	})))
}

func (id *Identity) serveAdmin(
	operations map[string]func(adminRequest) (any, error), r *http.Request,
) (any, error) {
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), adminTarget)
	operation := operations[name]
	if !ok || operation == nil || r.Method != http.MethodPost {
		return nil, &apiError{"UnknownOperationException", "the local user pool does not serve " + name}
	}
	var in adminRequest
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, &apiError{"SerializationException", "the body is not JSON"}
	}
	if in.UserPoolID != id.config.PoolID {
		return nil, &apiError{"ResourceNotFoundException", "User pool " + in.UserPoolID + " does not exist."}
	}
	if !usernamePattern.MatchString(in.Username) {
		return nil, &apiError{"InvalidParameterException", "Value at 'username' failed to satisfy constraint"}
	}
	if err := id.checkAttributes(in.UserAttributes, name == "AdminUpdateUserAttributes"); err != nil {
		return nil, err
	}
	return operation(in)
}

// checkAttributes returns an error if the pool's schema lacks one of the attributes or, for an
// update, if one can't be changed.
func (id *Identity) checkAttributes(attributes []attribute, update bool) error {
	for _, a := range attributes {
		if slices.Contains(attributeNames, a.Name) {
			continue
		}
		i := slices.IndexFunc(id.config.Custom, func(c CustomAttribute) bool { return "custom:"+c.Name == a.Name })
		if i < 0 {
			return &apiError{"InvalidParameterException", "Attributes did not conform to the schema: " + a.Name}
		}
		if update && !id.config.Custom[i].Mutable {
			return &apiError{"InvalidParameterException", "user." + a.Name + ": Attribute cannot be updated."}
		}
	}
	return nil
}

func toAPIError(err error) *apiError {
	switch {
	case errors.Is(err, ErrUserExists):
		return &apiError{"UsernameExistsException", "User account already exists"}
	case errors.Is(err, ErrUserNotFound):
		return &apiError{"UserNotFoundException", "User does not exist."}
	}
	return &apiError{"InternalErrorException", "internal error"}
}

func (id *Identity) adminCreateUser(in adminRequest) (any, error) {
	if in.TemporaryPassword != "" && len(in.TemporaryPassword) < minPassword {
		return nil, &apiError{
			"InvalidPasswordException", "Password did not conform with policy: Password not long enough",
		}
	}
	var user User
	var err error
	switch in.MessageAction {
	case "RESEND":
		user, err = id.InviteAgain(in.Username, in.TemporaryPassword)
		if err == nil && user.Status != ForceChangePassword {
			return nil, &apiError{
				"UnsupportedUserStateException", "Resend not possible. User status is not FORCE_CHANGE_PASSWORD",
			}
		}
	case "", "SUPPRESS":
		user, err = id.invite(in.Username, asMap(in.UserAttributes), in.TemporaryPassword, in.MessageAction == "")
	default:
		return nil, &apiError{"InvalidParameterException", "Value at 'messageAction' failed to satisfy constraint"}
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"User": describe(user, "Attributes")}, nil
}

func (id *Identity) adminGetUser(in adminRequest) (any, error) {
	user, ok := id.users.get(in.Username)
	if !ok {
		return nil, ErrUserNotFound
	}
	described := describe(user, "UserAttributes")
	if user.SecondFactor {
		described["UserMFASettingList"] = []string{"SOFTWARE_TOKEN_MFA"}
	}
	return described, nil
}

// groupsAPage is the most that a page of groups has.
const groupsAPage = 60

// adminListGroups lists the groups of a user. The token of the next page is where it begins.
func (id *Identity) adminListGroups(in adminRequest) (any, error) {
	user, ok := id.users.get(in.Username)
	if !ok {
		return nil, ErrUserNotFound
	}
	from, err := strconv.Atoi(cmp.Or(in.NextToken, "0"))
	if err != nil || from < 0 || from > len(user.Groups) {
		return nil, &apiError{"InvalidParameterException", "Invalid pagination token"}
	}
	to := min(from+groupsAPage, len(user.Groups))
	groups := []map[string]any{}
	for _, name := range user.Groups[from:to] {
		groups = append(groups, map[string]any{"GroupName": name, "UserPoolId": id.config.PoolID})
	}
	page := map[string]any{"Groups": groups}
	if to < len(user.Groups) {
		page["NextToken"] = strconv.Itoa(to)
	}
	return page, nil
}

func (id *Identity) adminUpdateUserAttributes(in adminRequest) (any, error) {
	_, err := id.users.update(in.Username, func(u *User) {
		if u.Attributes == nil {
			u.Attributes = map[string]string{}
		}
		for _, a := range in.UserAttributes {
			u.Attributes[a.Name] = a.Value
		}
	})
	return struct{}{}, err
}

func (id *Identity) inGroup(change func(username, group string) error) func(adminRequest) (any, error) {
	return func(in adminRequest) (any, error) {
		if !slices.Contains(id.config.Groups, in.GroupName) {
			return nil, &apiError{"ResourceNotFoundException", "Group not found."}
		}
		return struct{}{}, change(in.Username, in.GroupName)
	}
}

// describe returns a user as the API's UserType. Operations differ in what they call the
// attributes. Times are seconds since 1970.
func describe(u User, attributesName string) map[string]any {
	attributes := []attribute{{"sub", u.Sub}}
	for name, value := range u.Attributes {
		attributes = append(attributes, attribute{name, value})
	}
	return map[string]any{
		"Username": u.Username, attributesName: attributes, "Enabled": u.Enabled, "UserStatus": u.Status,
		"UserCreateDate":       float64(u.Created.UnixMilli()) / 1000,
		"UserLastModifiedDate": float64(u.Modified.UnixMilli()) / 1000,
	}
}

func asMap(attributes []attribute) map[string]string {
	m := make(map[string]string, len(attributes))
	for _, a := range attributes {
		m[a.Name] = a.Value
	}
	return m
}
