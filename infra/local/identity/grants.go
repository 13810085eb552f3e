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

var errGrantGone = errors.New("the refresh token is not valid, or was used already")

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// grantOf returns what a refresh token stands for, while its user is enabled.
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

// addGrant makes a refresh token. If it replaces another, that one must still be there and is
// gone afterwards: of two refreshes at once with the same token only one gets a new one.
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
		g.Expires = old.Expires // rotation does not prolong a sign-in; neither does Cognito's
		changes = append(changes, change{Ended: old.TokenHash})
	}
	return token, s.commit(changes...)
}

// endGrant ends one refresh token, if it is there.
func (s *userStore) endGrant(hash string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.grants[hash]; !ok {
		return nil
	}
	return s.commit(change{Ended: hash})
}
