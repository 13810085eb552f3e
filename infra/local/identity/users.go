package identity

import (
	"encoding/json"
	"errors"
	"sync"
	"time"

	"signpost/infra/local/journal"
)

// Status is the status of a user, in Cognito's terms.
type Status string

// These two of Cognito's statuses occur in this pool.
const (
	Confirmed           Status = "CONFIRMED"
	ForceChangePassword Status = "FORCE_CHANGE_PASSWORD" // has a temporary password
)

// Errors of the user pool. The admin API answers with Cognito's names for them.
var (
	ErrUserExists   = errors.New("user account already exists")
	ErrUserNotFound = errors.New("user does not exist")
)

// User is one user of the pool.
type User struct {
	Username     string            `json:"username"` // in lower case; a partner's code
	Sub          string            `json:"sub"`      // generated; never changes
	Attributes   map[string]string `json:"attributes,omitempty"`
	Groups       []string          `json:"groups,omitempty"`
	Enabled      bool              `json:"enabled"`
	SecondFactor bool              `json:"secondFactor,omitempty"`
	Status       Status            `json:"status"`
	PasswordHash string            `json:"passwordHash"`
	Created      time.Time         `json:"created"`
	Modified     time.Time         `json:"modified"`
}

// grant is what a refresh token stands for.
type grant struct {
	TokenHash string    `json:"tokenHash"` // SHA-256; the token itself is not stored
	Origin    string    `json:"origin"`    // identifies the sign-in that it began with
	Sub       string    `json:"sub"`
	ClientID  string    `json:"clientId"`
	Scopes    []string  `json:"scopes"`
	AuthTime  time.Time `json:"authTime"`
	Expires   time.Time `json:"expires"`
}

// change is a record on disk: a user or a grant as it is now, or the end of one.
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

// commit writes all of the changes or none to disk, and then to memory. The caller holds mu.
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
