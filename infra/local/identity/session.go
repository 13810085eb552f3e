package identity

import (
	"crypto/rand"
	"net/http"
	"sync"
	"time"
)

// sessionCookie keeps a browser signed in, so that the next sign-in needs no password, for an
// hour as in Cognito:
// docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
const (
	sessionCookie   = "signpost-local-session"
	sessionLifetime = time.Hour
)

// browserSessions holds the signed-in browsers in memory.
type browserSessions struct {
	now func() time.Time

	mu   sync.Mutex
	open map[string]browserSession // by the cookie's value
}

type browserSession struct {
	sub      string
	authTime time.Time
}

func newBrowserSessions(now func() time.Time) *browserSessions {
	return &browserSessions{now: now, open: map[string]browserSession{}}
}

// start signs the browser in.
func (s *browserSessions) start(w http.ResponseWriter, path, sub string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	for value, old := range s.open {
		if now.Sub(old.authTime) > sessionLifetime {
			delete(s.open, value)
		}
	}
	value := rand.Text()
	s.open[value] = browserSession{sub: sub, authTime: now}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: value, Path: path + "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
		MaxAge: int(sessionLifetime.Seconds()),
	})
}

// of finds the session of the browser that sent the request.
func (s *browserSessions) of(r *http.Request) (browserSession, bool) {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return browserSession{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	session, ok := s.open[cookie.Value]
	return session, ok && s.now().Sub(session.authTime) <= sessionLifetime
}

// end signs the browser out.
func (s *browserSessions) end(w http.ResponseWriter, r *http.Request, path string) {
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		s.mu.Lock()
		delete(s.open, cookie.Value)
		s.mu.Unlock()
	}
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: path + "/", HttpOnly: true, MaxAge: -1})
}
