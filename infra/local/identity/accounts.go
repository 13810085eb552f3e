package identity

import (
	"cmp"
	"errors"
	"maps"
	"slices"
)

// NewUser describes a user who can sign in at once.
type NewUser struct {
	Username string // case does not matter
	Email    string // may be empty
	Name     string // may be empty
	Groups   []string
	Password string
	// Custom are the values of the pool's custom attributes, by names such as "custom:partner".
	Custom map[string]string
}

// EnsureUser adds a user, for demo data. A user who exists is left unchanged.
func (id *Identity) EnsureUser(n NewUser) error {
	if _, exists := id.users.get(n.Username); exists {
		return nil
	}
	hash, err := hashPassword(n.Password, chosenRounds)
	if err != nil {
		return err
	}
	attributes := map[string]string{}
	maps.Copy(attributes, n.Custom)
	if n.Email != "" {
		attributes["email"], attributes["email_verified"] = n.Email, "true"
	}
	if n.Name != "" {
		attributes["name"] = n.Name
	}
	_, err = id.users.create(User{
		Username: n.Username, Attributes: attributes, Groups: n.Groups,
		Enabled: true, Status: Confirmed, PasswordHash: hash,
	})
	if errors.Is(err, ErrUserExists) {
		return nil
	}
	return err
}

// Invite adds a user who must set a password at the first sign-in, and writes the temporary
// password to the log, where Cognito would send an e-mail. If temporary is empty, a password is
// made. If the user exists, the error is ErrUserExists.
func (id *Identity) Invite(username string, attributes map[string]string, temporary string) (User, error) {
	return id.invite(username, attributes, temporary, true)
}

func (id *Identity) invite(
	username string, attributes map[string]string, temporary string, tell bool,
) (User, error) {
	temporary, hash, err := id.temporaryPassword(temporary)
	if err != nil {
		return User{}, err
	}
	user, err := id.users.create(User{
		Username: username, Attributes: maps.Clone(attributes),
		Enabled: true, Status: ForceChangePassword, PasswordHash: hash,
	})
	if err == nil && tell {
		id.sendInvitation(user, temporary)
	}
	return user, err
}

// InviteAgain gives a new temporary password to a user who has not signed in yet. It leaves
// other users unchanged. If there is no such user, the error is ErrUserNotFound.
func (id *Identity) InviteAgain(username, temporary string) (User, error) {
	temporary, hash, err := id.temporaryPassword(temporary)
	if err != nil {
		return User{}, err
	}
	user, err := id.users.update(username, func(u *User) {
		if u.Status == ForceChangePassword {
			u.PasswordHash = hash
		}
	})
	if err == nil && user.PasswordHash == hash {
		id.sendInvitation(user, temporary)
	}
	return user, err
}

func (id *Identity) temporaryPassword(given string) (password, hash string, err error) {
	rounds := chosenRounds
	if given == "" {
		given, rounds = cmp.Or(id.config.Temporary, makePassword()), madeRounds
	}
	hash, err = hashPassword(given, rounds)
	return given, hash, err
}

func (id *Identity) sendInvitation(u User, temporary string) {
	id.config.Log.Info("invited user "+u.Username+", temporary password "+temporary, "username", u.Username)
}

// SetEnabled says whether a user may sign in. Disabling a user ends its refresh tokens at once.
// If there is no such user, the error is ErrUserNotFound.
func (id *Identity) SetEnabled(username string, enabled bool) error {
	_, err := id.users.update(username, func(u *User) { u.Enabled = enabled })
	return err
}

// SetSecondFactor notes whether a user has a second factor. The sign-in page never asks for it;
// the note is what AdminGetUser tells of a user of Cognito who has one. If there is no such user,
// the error is ErrUserNotFound.
func (id *Identity) SetSecondFactor(username string, has bool) error {
	_, err := id.users.update(username, func(u *User) { u.SecondFactor = has })
	return err
}

// AddToGroup adds a user to a group. If there is no such user, the error is ErrUserNotFound.
func (id *Identity) AddToGroup(username, group string) error {
	_, err := id.users.update(username, func(u *User) {
		if !slices.Contains(u.Groups, group) {
			u.Groups = append(u.Groups, group)
		}
	})
	return err
}

// RemoveFromGroup removes a user from a group. If there is no such user, the error is
// ErrUserNotFound.
func (id *Identity) RemoveFromGroup(username, group string) error {
	_, err := id.users.update(username, func(u *User) {
		u.Groups = slices.DeleteFunc(u.Groups, func(g string) bool { return g == group })
	})
	return err
}
