package identity

import (
	"embed"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

//go:embed login.html login.css
var files embed.FS

var page = template.Must(template.ParseFS(files, "login.html"))

// view is the data of the page.
type view struct {
	ID          string // of the sign-in in progress; if empty, the page shows only the message
	Username    string
	NewPassword bool // asks for a new password rather than the old one
	MinPassword int
	Message     string // what went wrong
	Action      string // where the form goes
	Style       string
}

// showLogin shows the form, or continues at once if the browser is already signed in.
func (id *Identity) showLogin(w http.ResponseWriter, r *http.Request) {
	request, err := id.requests.get(r.URL.Query().Get("id"))
	if err != nil {
		id.renderExpired(w)
		return
	}
	session, ok := id.sessions.of(r)
	if ok && !request.mustAskPassword() {
		if _, ok = id.users.enabled(session.sub); ok {
			id.complete(w, r, request.id, session.sub, session.authTime)
			return
		}
	}
	id.render(w, http.StatusOK, request, view{Username: request.asked.LoginHint})
}

// submitLogin handles the form: first the password, then, for an invited user, a new one.
func (id *Identity) submitLogin(w http.ResponseWriter, r *http.Request) {
	request, err := id.requests.get(r.PostFormValue("id"))
	switch {
	case err != nil:
		id.renderExpired(w)
	case r.PostForm.Has("new-password"):
		id.setNewPassword(w, r, request)
	default:
		id.checkSignIn(w, r, request)
	}
}

func (id *Identity) checkSignIn(w http.ResponseWriter, r *http.Request, request authRequest) {
	name, password := strings.TrimSpace(r.PostFormValue("username")), r.PostFormValue("password")
	if wait := id.lockout.wait(name); wait > 0 {
		seconds := strconv.Itoa(int(math.Ceil(wait.Seconds())))
		w.Header().Set("Retry-After", seconds)
		id.render(w, http.StatusTooManyRequests, request, view{
			Username: name, Message: "Too many wrong passwords. Try again in " + seconds + " s.",
		})
		return
	}
	user, _ := id.users.byName(name)
	if !checkPassword(user.PasswordHash, password) || !user.Enabled {
		id.lockout.wrong(name)
		id.render(w, http.StatusUnauthorized, request, view{
			Username: name, Message: "The user name or the password is wrong.",
		})
		return
	}
	id.lockout.right(name)
	if user.Status == ForceChangePassword {
		_ = id.requests.edit(request.id, func(a *authRequest) { a.challenge = user.Username })
		id.render(w, http.StatusOK, request, view{Username: user.Username, NewPassword: true})
		return
	}
	id.sessions.start(w, id.base, user.Sub)
	id.complete(w, r, request.id, user.Sub, id.config.Now())
}

// setNewPassword is Cognito's NEW_PASSWORD_REQUIRED.
func (id *Identity) setNewPassword(w http.ResponseWriter, r *http.Request, request authRequest) {
	if request.challenge == "" {
		id.renderExpired(w)
		return
	}
	password := r.PostFormValue("new-password")
	if problem := passwordProblem(password, r.PostFormValue("repeat-password")); problem != "" {
		id.render(w, http.StatusUnprocessableEntity, request, view{
			Username: request.challenge, NewPassword: true, Message: problem,
		})
		return
	}
	hash, err := hashPassword(password, chosenRounds)
	if err != nil {
		id.renderProblem(w, http.StatusInternalServerError, "The password could not be stored.")
		return
	}
	user, err := id.users.update(request.challenge, func(u *User) {
		if u.Enabled && u.Status == ForceChangePassword {
			u.PasswordHash, u.Status = hash, Confirmed
		}
	})
	if err != nil || user.PasswordHash != hash {
		id.renderExpired(w)
		return
	}
	id.sessions.start(w, id.base, user.Sub)
	id.complete(w, r, request.id, user.Sub, id.config.Now())
}

func passwordProblem(password, repeated string) string {
	switch length := utf8.RuneCountInString(password); {
	case length < minPassword:
		return "The new password needs at least " + strconv.Itoa(minPassword) + " characters."
	case length > maxPassword:
		return "The new password is too long."
	case password != repeated:
		return "The two passwords are different."
	}
	return ""
}

// complete sends the browser back to the application, by way of the library, which adds the
// code to the address.
func (id *Identity) complete(w http.ResponseWriter, r *http.Request, requestID, sub string, authTime time.Time) {
	err := id.requests.edit(requestID, func(a *authRequest) { a.sub, a.authTime, a.challenge = sub, authTime, "" })
	if err != nil {
		id.renderExpired(w)
		return
	}
	http.Redirect(w, r, id.base+"/oauth2/authorize/callback?id="+url.QueryEscape(requestID), http.StatusFound)
}

func (id *Identity) render(w http.ResponseWriter, status int, request authRequest, v view) {
	v.ID, v.MinPassword, v.Action = request.id, minPassword, id.base+"/login"
	id.write(w, status, v, origin(request.asked.RedirectURI))
}

func (id *Identity) renderExpired(w http.ResponseWriter) {
	id.renderProblem(w, http.StatusBadRequest,
		"This sign-in has expired or was already completed. Go back to the application and sign in again.")
}

func (id *Identity) renderProblem(w http.ResponseWriter, status int, message string) {
	id.write(w, status, view{Message: message}, "")
}

func (id *Identity) write(w http.ResponseWriter, status int, v view, formTarget string) {
	v.Style = id.base + "/login.css"
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	// form-action has to allow the application too: browsers apply it to the redirect that
	// answers the form.
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self' "+formTarget+
		"; frame-ancestors 'none'; base-uri 'none'")
	w.WriteHeader(status)
	_ = page.Execute(w, v) // fails only if the browser has gone away
}

// origin returns the scheme and host of a registered callback URL.
func origin(redirectURI string) string {
	u, err := url.Parse(redirectURI)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

func serveStyle(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "max-age=3600")
	http.ServeFileFS(w, r, files, "login.css")
}
