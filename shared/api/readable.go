package api

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// typeJSON is what bodies are, unless an operation says otherwise.
const typeJSON = "application/json"

// readable returns a middleware that refuses what huma would not read as it was meant: a query that
// is malformed in part, and a body whose type is not among types.
func (a *API) readable(types []string) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(ctx)
		if err := checkQuery(r.URL.RawQuery); err != nil {
			newProblem(r.Context(), http.StatusBadRequest, err.Error(), nil).Write(w)
			return
		}
		if types != nil && !settleType(r.Header, types) {
			detail := "the body must be " + strings.Join(types, " or ")
			newProblem(r.Context(), http.StatusUnsupportedMediaType, detail, nil).Write(w)
			return
		}
		next(ctx)
	}
}

// checkQuery refuses what url.URL.Query silently leaves out, and text that the table would take for
// other text.
func checkQuery(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("the query is malformed: everything but letters and digits can be escaped as %XX")
	}
	for name, list := range values {
		if !utf8.ValidString(name) || slices.ContainsFunc(list, func(s string) bool { return !utf8.ValidString(s) }) {
			return errors.New("the query is not UTF-8")
		}
	}
	return nil
}

// settleType reports whether the type of the body in h is one of types, and leaves only the type in
// h, without its parameters: JSON is always UTF-8 (RFC 8259, section 8.1), whatever charset says. A
// body without a type is taken for JSON.
func settleType(h http.Header, types []string) bool {
	media := typeJSON
	if named := h.Get("Content-Type"); named != "" {
		var err error
		if media, _, err = mime.ParseMediaType(named); err != nil {
			return false
		}
	}
	h.Set("Content-Type", media)
	return slices.Contains(types, media)
}
