package identity

import "strings"

// get finds a user by user name.
func (s *userStore) get(username string) (User, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, ok := s.users[strings.ToLower(username)]
	return u, ok
}

// byName finds a user by user name, or by e-mail address if exactly one user has it.
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

// enabled finds a user by sub, and returns false if the user is gone or disabled.
func (s *userStore) enabled(sub string) (User, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	u, ok := s.users[s.bySub[sub]]
	return u, ok && u.Enabled
}
