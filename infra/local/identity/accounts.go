package identity

import (
	"cmp"
	"errors"
	"maps"
	"slices"
)

// NewUser says what a user is to be.
type NewUser struct {
	Username string // case does not matter
	Email    string // may be empty
	Name     string // may be empty
	Groups   []string
	Password string // what it signs in with
}

// EnsureUser adds a user who can sign in at once, for demo data; one who exists already is left
// as it is.
func (id *Identity) EnsureUser(n NewUser) error {
	if _, exists := id.users.get(n.Username); exists {
		return nil
	}
	hash, err := hashPassword(n.Password, chosenRounds)
	if err != nil {
		return err
	}
	attributes := map[string]string{}
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

// Invite adds a user who must set a password when it first signs in, and writes the temporary
// one to the log, where Cognito would send an e-mail. A password is made when temporary is
// empty. ErrUserExists.
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

// InviteAgain gives a user who has not signed in yet a new temporary password. ErrUserNotFound.
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

// SetEnabled lets a user sign in, or not; a disabled user's refresh tokens end at once.
// ErrUserNotFound.
func (id *Identity) SetEnabled(username string, enabled bool) error {
	_, err := id.users.update(username, func(u *User) { u.Enabled = enabled })
	return err
}

// AddToGroup puts a user into one of the pool's groups. ErrUserNotFound.
func (id *Identity) AddToGroup(username, group string) error {
	_, err := id.users.update(username, func(u *User) {
		if !slices.Contains(u.Groups, group) {
			u.Groups = append(u.Groups, group)
		}
	})
	return err
}

// RemoveFromGroup takes a user out of a group. ErrUserNotFound.
func (id *Identity) RemoveFromGroup(username, group string) error {
	_, err := id.users.update(username, func(u *User) {
		u.Groups = slices.DeleteFunc(u.Groups, func(g string) bool { return g == group })
	})
	return err
}
