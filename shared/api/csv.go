package api

import (
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/danielgtaylor/huma/v2/negotiation"
)

// CSV is a body that a client can get as text/csv by asking for it with Accept.
type CSV interface {
	// WriteCSV writes the body as RFC 4180 defines. Text goes through sheet.Guard.
	WriteCSV(w io.Writer) error
}

const typeCSV = "text/csv"

var csvFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		body, ok := v.(CSV)
		if !ok {
			return fmt.Errorf("%T is not offered as CSV", v)
		}
		return body.WriteCSV(w)
	},
	Unmarshal: func([]byte, any) error { return huma.ErrUnknownContentType },
}

// negotiated returns a middleware that lets Accept choose between JSON and CSV if the body offers
// both, and describes both in the document. All other bodies are JSON, whatever the client prefers.
func negotiated(a *API, op *huma.Operation, output reflect.Type) func(huma.Context, func(huma.Context)) {
	body, ok := output.FieldByName("Body")
	if !ok || !body.Type.Implements(reflect.TypeFor[CSV]()) {
		return onlyJSON
	}
	schema := a.huma.OpenAPI().Components.Schemas.Schema(body.Type, true, "")
	op.Responses = map[string]*huma.Response{"200": {
		Description: http.StatusText(http.StatusOK),
		Content: map[string]*huma.MediaType{
			typeJSON: {Schema: schema},
			typeCSV:  {Schema: &huma.Schema{Type: huma.TypeString}},
		},
	}}
	return jsonOrCSV
}

func onlyJSON(ctx huma.Context, next func(huma.Context)) {
	r, _ := humago.Unwrap(ctx)
	r.Header.Del("Accept")
	next(ctx)
}

// jsonOrCSV leaves huma only one type to choose: its own choice between several gets weights wrong.
func jsonOrCSV(ctx huma.Context, next func(huma.Context)) {
	ctx.SetHeader("Vary", "Accept")
	r, _ := humago.Unwrap(ctx)
	// Media types are case-insensitive (RFC 9110, section 8.3.1), but not for huma.
	accepted := strings.ToLower(r.Header.Get("Accept"))
	r.Header.Set("Accept", negotiation.SelectQValue(accepted, []string{typeJSON, typeCSV}))
	next(ctx)
}
