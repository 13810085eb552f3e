package api

import (
	"context"
	"log/slog"
	"net/http"
	"path"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"signpost/shared/lambdahttp"
)

// API is an http.Handler that serves the operations registered with it. Register them all before it
// serves the first request; it then serves any number at the same time.
type API struct {
	huma     huma.API
	mux      *http.ServeMux
	partners Partners
	admins   Admins
	secrets  Secrets
	cursors  sealer
	schemas  schemaNames
	log      *slog.Logger
}

// New returns an API without operations. Without Cursors it needs no secrets: they may be nil.
func New(partners Partners, secrets Secrets, log *slog.Logger) *API {
	a := &API{
		mux: http.NewServeMux(), partners: partners, secrets: secrets,
		schemas: schemaNames{map[string]string{}}, log: log,
	}
	a.huma = humago.New(a.mux, huma.Config{
		OpenAPI:       document(a.schemas),
		Formats:       map[string]huma.Format{typeJSON: strictJSON, "json": strictJSON, typeCSV: csvFormat},
		DefaultFormat: typeJSON,
	})
	return a
}

// OpenAPI returns the document of the operations registered so far.
func (a *API) OpenAPI() *huma.OpenAPI { return a.huma.OpenAPI() }

// reserve is how much of the function's time is kept for the answer. If the table is slow, the
// answer is then our 503 rather than the gateway's timeout.
const reserve = 500 * time.Millisecond

// ServeHTTP answers r, and logs the outcome on one line that holds nothing about the client's
// address.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	ctx := r.Context()
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-reserve))
		defer cancel()
	}
	r = r.WithContext(ctx)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	answer := &observed{ResponseWriter: w}
	route := a.route(answer, r)
	a.log.InfoContext(ctx, "answered", "requestId", lambdahttp.RequestID(ctx), "method", r.Method, "route", route,
		"status", answer.status, "ms", time.Since(start).Milliseconds())
}

// route serves r and returns the pattern that matched, "" for none. Where the mux would redirect to
// a tidier path, or answer that the path has other methods, there is nothing, as with every route
// that the gateway does not know.
func (a *API) route(w http.ResponseWriter, r *http.Request) string {
	_, pattern := a.mux.Handler(r)
	if pattern == "" || path.Clean(r.URL.Path) != r.URL.Path {
		newProblem(r.Context(), http.StatusNotFound, "there is nothing at this path", nil).Write(w)
		return ""
	}
	a.mux.ServeHTTP(w, r)
	return pattern
}

// observed remembers the status of an answer.
type observed struct {
	http.ResponseWriter
	status int
}

// WriteHeader remembers status and passes it on.
func (o *observed) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}
