package identity

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// create adds a user. If the user exists, the error is ErrUserExists. An import creates many at
// once, so the store is not locked while the disk is written.
func (s *userStore) create(u User) (User, error) {
	u, synced, err := s.beginCreate(u)
	if err != nil {
		return User{}, err
	}
	return u, synced()
}

func (s *userStore) beginCreate(u User) (User, func() error, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u.Username = strings.ToLower(u.Username)
	if _, taken := s.users[u.Username]; taken {
		return User{}, nil, ErrUserExists
	}
	u.Sub, u.Created, u.Modified = uuid.NewString(), s.now().UTC(), s.now().UTC()
	created := change{User: &u}
	synced, err := s.disk.Begin(created)
	if err == nil {
		s.apply(created)
	}
	return u, synced, err
}

// update changes a user. A user who is disabled or whose password changes loses its refresh
// tokens. If there is no such user, the error is ErrUserNotFound.
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

// remove deletes a user and its refresh tokens. If there is no such user, the error is
// ErrUserNotFound.
func (s *userStore) remove(username string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.users[strings.ToLower(username)]
	if !ok {
		return ErrUserNotFound
	}
	return s.commit(append(s.endGrants(u.Sub), change{Removed: u.Username})...)
}

// signOut ends all refresh tokens of a user. If there is no such user, the error is
// ErrUserNotFound.
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
