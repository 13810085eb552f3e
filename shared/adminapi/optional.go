package adminapi

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// optional is a field of a PATCH: absent leaves the thing as it is, null empties it. Its field in the body has the option omitempty, by
// which huma knows that it may be absent.
type optional[T any] struct {
	sent  bool
	value T // the zero value for null
}

// UnmarshalJSON notes that the field was there.
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

// into sets what was sent.
func (o optional[T]) into(target *T) {
	if o.sent {
		*target = o.value
	}
}
