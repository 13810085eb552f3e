package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"signpost/shared/lambdahttp"
	"signpost/shared/problem"
)

// settings tells the page how to sign in, and the account's settings. All of it is public.
type settings struct {
	Issuer   string `json:"issuer"`
	ClientID string `json:"clientId"`
	Scopes   string `json:"scopes"`
	TimeZone string `json:"timeZone"` // the account's, an IANA name
	// signInOrigin is the address of the user pool's domain, with Cognito's token endpoint.
	signInOrigin string
}

// site serves the Partner Center, and answers 404 for what no function has a route for. It never
// changes, so any number of goroutines may use it.
type site struct {
	files  map[string]*file // by path
	policy string
}

const (
	indexPath = "/index.html"
	htmlType  = "text/html; charset=utf-8"
	notBuilt  = "<!doctype html><title>Signpost</title><p>The page has not been built: make page"
)

// page matches the paths of the Partner Center. All of them get the same page, which works out what
// to show. web/src/router.ts has the same list.
var page = regexp.MustCompile(`^/(links|postback|stats|conversions|admin(/.*)?)?$`)

// moved maps each path that a page used to have to its current one, so that bookmarks keep working.
var moved = map[string]string{"/reports": "/stats"}

// newSite reads the build, and adds the other documents. It fails if the settings can't go
// into a content security policy.
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
		files[indexPath] = document(htmlType, []byte(notBuilt))
	}
	return &site{files: files, policy: policy}, nil
}

// ServeHTTP answers GET and HEAD with the page or a file, and everything else with 404.
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

// find returns what is at a path, or nil.
func (s *site) find(path string) *file {
	if page.MatchString(path) {
		return s.files[indexPath]
	}
	return s.files[path]
}

// redirect sends the visitor to another path, with the same query.
func redirect(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Cache-Control", cacheForAnHour)
	http.Redirect(w, r, (&url.URL{Path: path, RawQuery: r.URL.RawQuery}).String(), http.StatusMovedPermanently)
}

// notFound answers 404: with a page for people, and with a problem for everybody else.
func notFound(w http.ResponseWriter, r *http.Request) {
	if strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/") {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Type", htmlType)
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, notFoundPage)
		return
	}
	problem.New(http.StatusNotFound, "there is nothing at this path", lambdahttp.RequestID(r.Context())).Write(w)
}

const notFoundPage = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">` +
	`<title>Not found</title><h1>Not found</h1>` +
	`<p>This page does not exist. <a href="/">Go to the Partner Center</a></p></html>`
