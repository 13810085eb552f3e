package adminapi

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// optional is a field of a PATCH: if it is absent, the thing keeps what it has; null clears it.
// In the body it has the option omitempty, from which huma knows that it may be absent.
type optional[T any] struct {
	sent  bool
	value T // the zero value for null
}

// UnmarshalJSON is called only if the field is there.
func (o *optional[T]) UnmarshalJSON(data []byte) error {
	o.sent = true
	if string(data) == "null" {
		return nil
	}
	return json.Unmarshal(data, &o.value)
}

// Schema is that of T, or null.
func (optional[T]) Schema(r huma.Registry) *huma.Schema {
	schema := *r.Schema(reflect.TypeFor[T](), true, "")
	schema.Nullable = true
	return &schema
}

// into sets target to what was sent, if anything was.
func (o optional[T]) into(target *T) {
	if o.sent {
		*target = o.value
	}
}
