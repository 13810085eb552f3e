package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"signpost/shared/lambdahttp"
	"signpost/shared/problem"
)

// settings is what the page is told about signing in. They are public.
type settings struct {
	Issuer   string `json:"issuer"`
	ClientID string `json:"clientId"`
	Scopes   string `json:"scopes"`
	// signInOrigin is the address of the user pool's domain, where Cognito has its token endpoint.
	signInOrigin string
}

// site serves the Partner Center to GET and HEAD, and answers what no other function has a route for. It is read-only, so safe for many
// goroutines.
type site struct {
	files  map[string]*file // by path
	policy string
}

const indexPath = "/index.html"

// page matches the addresses at which the page itself finds out what to show. The front end has the same list (web/src/router.ts).
var page = regexp.MustCompile(`^/(links|postback|stats|admin(/.*)?)?$`)

// moved has the current path of each page that used to be at another, so that bookmarks keep working.
var moved = map[string]string{"/reports": "/stats"}

// newSite reads what was built and the documents beside it. It fails when the settings can't go into a security policy.
func newSite(built fs.FS, openAPI []byte, s settings) (*site, error) {
	policy, err := contentSecurityPolicy(s)
	if err != nil {
		return nil, err
	}
	config, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("config.json: %w", err)
	}
	files, err := readBuilt(built)
	if err != nil {
		return nil, err
	}
	files["/config.json"] = document("application/json", config)
	files["/openapi.json"] = document("application/json", openAPI)
	files[clickPath] = clickFile()
	if files[indexPath] == nil {
		files[indexPath] = document("text/html; charset=utf-8", []byte("<!doctype html><title>Signpost</title><p>The page has not been built: make page"))
	}
	return &site{files: files, policy: policy}, nil
}

// ServeHTTP answers with the file at the path, with the page at the page's addresses, and otherwise with 404.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setSecurityHeaders(w.Header(), s.policy)
	path := r.URL.Path
	f := s.find(path)
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		notFound(w, r)
	case moved[path] != "":
		redirect(w, r, moved[path])
	case f == nil:
		notFound(w, r)
	case path == clickPath:
		openToOtherSites(w.Header())
		f.serve(w, r)
	default:
		f.serve(w, r)
	}
}

// find returns what is served at a path, or nil.
func (s *site) find(path string) *file {
	if page.MatchString(path) {
		return s.files[indexPath]
	}
	return s.files[path]
}

// redirect sends a bookmark of an old path on to where the page is now, with its query.
func redirect(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Cache-Control", cacheForAnHour)
	http.Redirect(w, r, (&url.URL{Path: path, RawQuery: r.URL.RawQuery}).String(), http.StatusMovedPermanently)
}

// notFound tells people in HTML, and everything else in the API's form for errors.
func notFound(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/") {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Not found</title>`+
			`<h1>Not found</h1><p>This page does not exist. <a href="/">Go to the Partner Center</a></p></html>`)
		return
	}
	problem.New(http.StatusNotFound, "there is nothing at this path", lambdahttp.RequestID(r.Context())).Write(w)
}
