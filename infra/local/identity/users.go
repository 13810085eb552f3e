package identity

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"signpost/infra/local/journal"
)

// Status of a user, in Cognito's words.
type Status string

// The two of Cognito's statuses that users of this pool can have.
const (
	Confirmed           Status = "CONFIRMED"
	ForceChangePassword Status = "FORCE_CHANGE_PASSWORD" // signs in with a temporary password, once
)

// Errors of the user pool; the admin API answers with their Cognito names.
var (
	ErrUserExists   = errors.New("user account already exists")
	ErrUserNotFound = errors.New("user does not exist")
)

// User is one user of the pool.
type User struct {
	Username     string            `json:"username"` // lower case; a partner's code
	Sub          string            `json:"sub"`      // made here, never changes
	Attributes   map[string]string `json:"attributes,omitempty"`
	Groups       []string          `json:"groups,omitempty"`
	Enabled      bool              `json:"enabled"`
	Status       Status            `json:"status"`
	PasswordHash string            `json:"passwordHash"`
	Created      time.Time         `json:"created"`
	Modified     time.Time         `json:"modified"`
}

// grant is what a refresh token stands for.
type grant struct {
	TokenHash string    `json:"tokenHash"` // SHA-256; the token itself is not kept
	Origin    string    `json:"origin"`    // names the sign-in that it goes back to
	Sub       string    `json:"sub"`
	ClientID  string    `json:"clientId"`
	Scopes    []string  `json:"scopes"`
	AuthTime  time.Time `json:"authTime"`
	Expires   time.Time `json:"expires"`
}

// change is one record on disk: a user or a grant as it is now, or the end of one.
type change struct {
	User    *User  `json:"user,omitempty"`
	Removed string `json:"removed,omitempty"` // user name
	Grant   *grant `json:"grant,omitempty"`
	Ended   string `json:"ended,omitempty"` // token hash
}

// userStore keeps users and grants in memory and on disk.
type userStore struct {
	now func() time.Time

	mu     sync.RWMutex
	disk   *journal.Journal
	users  map[string]User  // by user name
	grants map[string]grant // by token hash
	bySub  map[string]string
}

func openUsers(path string, now func() time.Time) (*userStore, error) {
	s := &userStore{now: now, users: map[string]User{}, grants: map[string]grant{}, bySub: map[string]string{}}
	records := 0
	disk, err := journal.Open(path, func(record []byte) error {
		var c change
		if err := json.Unmarshal(record, &c); err != nil {
			return err
		}
		records++
		s.apply(c)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.disk = disk
	if records > 2*(len(s.users)+len(s.grants))+100 {
		err = s.compact()
	}
	return s, err
}

func (s *userStore) close() error { return s.disk.Close() }

func (s *userStore) apply(c change) {
	switch {
	case c.User != nil:
		s.users[c.User.Username] = *c.User
		s.bySub[c.User.Sub] = c.User.Username
	case c.Removed != "":
		delete(s.bySub, s.users[c.Removed].Sub)
		delete(s.users, c.Removed)
	case c.Grant != nil:
		s.grants[c.Grant.TokenHash] = *c.Grant
	case c.Ended != "":
		delete(s.grants, c.Ended)
	}
}

// commit writes the changes to disk, all or none, and then to memory. The caller holds mu.
func (s *userStore) commit(changes ...change) error {
	records := make([]any, len(changes))
	for i, c := range changes {
		records[i] = c
	}
	if err := s.disk.Append(records...); err != nil {
		return err
	}
	for _, c := range changes {
		s.apply(c)
	}
	return nil
}

func (s *userStore) compact() error {
	return s.disk.Rewrite(func(yield func(any) bool) {
		for _, u := range s.users {
			if !yield(change{User: &u}) {
				return
			}
		}
		for _, g := range s.grants {
			if g.Expires.After(s.now()) && !yield(change{Grant: &g}) {
				return
			}
		}
	})
}

// create adds a user; ErrUserExists.
func (s *userStore) create(u User) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u.Username = strings.ToLower(u.Username)
	if _, taken := s.users[u.Username]; taken {
		return User{}, ErrUserExists
	}
	u.Sub, u.Created, u.Modified = uuid.NewString(), s.now().UTC(), s.now().UTC()
	return u, s.commit(change{User: &u})
}

// update changes a user; ErrUserNotFound. A user who is disabled or whose password changes loses its refresh tokens.
func (s *userStore) update(username string, edit func(*User)) (User, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, ok := s.users[strings.ToLower(username)]
	if !ok {
		return User{}, ErrUserNotFound
	}
	u := before
	u.Attributes, u.Groups = maps.Clone(before.Attributes), slices.Clone(before.Groups)
	edit(&u)
	u.Modified = s.now().UTC()
	changes := []change{{User: &u}}
	if !u.Enabled || u.PasswordHash != before.PasswordHash {
		changes = append(changes, s.endGrants(u.Sub)...)
	}
	return u, s.commit(changes...)
}

// remove deletes a user and its refresh tokens; ErrUserNotFound.
func (s *userStore) remove(username string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[strings.ToLower(username)]
	if !ok {
		return ErrUserNotFound
	}
	return s.commit(append(s.endGrants(u.Sub), change{Removed: u.Username})...)
}

// signOut ends every refresh token of the user; ErrUserNotFound.
func (s *userStore) signOut(username string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[strings.ToLower(username)]
	if !ok {
		return ErrUserNotFound
	}
	return s.commit(s.endGrants(u.Sub)...)
}

func (s *userStore) endGrants(sub string) []change {
	var ended []change
	for hash, g := range s.grants {
		if g.Sub == sub {
			ended = append(ended, change{Ended: hash})
		}
	}
	return ended
}

// get finds a user by user name.
func (s *userStore) get(username string) (User, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, ok := s.users[strings.ToLower(username)]
	return u, ok
}

// byName finds a user by user name, or by e-mail address if exactly one has it.
func (s *userStore) byName(name string) (User, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	name = strings.ToLower(strings.TrimSpace(name))
	if u, ok := s.users[name]; ok || !strings.Contains(name, "@") {
		return u, ok
	}
	var found []User
	for _, u := range s.users {
		if strings.EqualFold(u.Attributes["email"], name) {
			found = append(found, u)
		}
	}
	if len(found) != 1 {
		return User{}, false
	}
	return found[0], true
}

// enabled finds the user of a token, if it may still have one.
func (s *userStore) enabled(sub string) (User, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, ok := s.users[s.bySub[sub]]
	return u, ok && u.Enabled
}
