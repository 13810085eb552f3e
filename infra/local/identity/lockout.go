package identity

import (
	"strings"
	"sync"
	"time"
)

// Cognito locks a user name for 2^(n-5) seconds after n wrong passwords, for up to about 15
// minutes, and starts over after 15 minutes without a try:
// docs.aws.amazon.com/cognito/latest/developerguide/authentication.html#authentication-flow-lockout-behavior
const (
	freeTries  = 5
	maxLockout = 15 * time.Minute
)

// lockout slows down guessing for each user name that somebody tries, whether it exists or not.
type lockout struct {
	now func() time.Time

	mu    sync.Mutex
	tries map[string]tries
}

type tries struct {
	wrong int
	last  time.Time
	until time.Time
}

func newLockout(now func() time.Time) *lockout {
	return &lockout{now: now, tries: map[string]tries{}}
}

// wait returns how long the name is still locked. 0 means that it is not.
func (l *lockout) wait(name string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, l.tries[strings.ToLower(name)].until.Sub(l.now()))
}

// wrong records a wrong password.
func (l *lockout) wrong(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	name, now := strings.ToLower(name), l.now()
	l.forget(now)
	t := l.tries[name]
	t.wrong, t.last = t.wrong+1, now
	if over := t.wrong - freeTries; over >= 0 {
		t.until = now.Add(min(time.Second<<min(over, 10), maxLockout))
	}
	l.tries[name] = t
}

// right forgets the wrong passwords of a name.
func (l *lockout) right(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.tries, strings.ToLower(name))
}

// forget drops names that nobody has tried lately, so that trying many names does not fill the
// memory.
func (l *lockout) forget(now time.Time) {
	for name, t := range l.tries {
		if now.Sub(t.last) > maxLockout && now.After(t.until) {
			delete(l.tries, name)
		}
	}
}
