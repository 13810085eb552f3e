package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"
)

// refreshLifetime is Cognito's default for refresh tokens: 30 days.
const refreshLifetime = 30 * 24 * time.Hour

var errGrantGone = errors.New("the refresh token is not valid or was already used")

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// grantOf returns the grant of a refresh token, if it is valid and its user is enabled.
func (s *userStore) grantOf(token string) (grant, bool) {
	s.mu.RLock()
	g, ok := s.grants[tokenHash(token)]
	s.mu.RUnlock()
	if !ok || !g.Expires.After(s.now()) {
		return grant{}, false
	}
	_, ok = s.enabled(g.Sub)
	return g, ok
}

// addGrant makes a refresh token. If it replaces another, that one must still be valid, and is
// not afterwards: of two concurrent refreshes with the same token, only one succeeds.
func (s *userStore) addGrant(g grant, replaced string) (token string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	token = rand.Text() + rand.Text()
	g.TokenHash, g.Expires = tokenHash(token), s.now().Add(refreshLifetime).UTC()
	changes := []change{{Grant: &g}}
	if replaced != "" {
		old, ok := s.grants[tokenHash(replaced)]
		if !ok {
			return "", errGrantGone
		}
		g.Expires = old.Expires // rotation does not prolong a sign-in, as in Cognito
		changes = append(changes, change{Ended: old.TokenHash})
	}
	return token, s.commit(changes...)
}

// endGrant ends a refresh token, if it exists.
func (s *userStore) endGrant(hash string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.grants[hash]; !ok {
		return nil
	}
	return s.commit(change{Ended: hash})
}
