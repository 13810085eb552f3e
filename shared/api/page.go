package api

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"fmt"
	"sync"

	"signpost/shared/referral"
)

// Paging has the parameters of a list. An operation's input embeds it.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50" doc:"How many items to return at most"`
	Cursor string `query:"cursor" maxLength:"2048" doc:"The next of the previous page; none for the first"`
}

// Page is one page of a list.
type Page[T any] struct {
	Items []T    `json:"items" nullable:"false" doc:"What is on this page"`
	Next  string `json:"next,omitempty" doc:"The cursor of the next page; absent on the last one"`
}

// PageOutput is the output of an operation that returns a list.
type PageOutput[T any] struct {
	Body Page[T]
}

// List makes a page of what read returns: up to limit items after a position ("" is the start), and
// the position of the last one if there may be more. The cursor of the next page is worthless to
// another caller and in another list. list names the list, together with the parameters that choose
// what is in it.
func List[T any](ctx context.Context, a *API, caller Caller, list string, p Paging,
	read func(ctx context.Context, after string, limit int) ([]T, string, error),
) (*PageOutput[T], error) {
	cursors := a.Cursors(caller, list)
	after, err := cursors.Open(ctx, p.Cursor)
	if err != nil {
		return nil, err
	}
	items, last, err := read(ctx, after, p.Limit)
	if err != nil {
		return nil, err
	}
	next, err := cursors.Seal(ctx, last)
	if err != nil {
		return nil, err
	}
	if items == nil {
		items = []T{}
	}
	return &PageOutput[T]{Body: Page[T]{Items: items, Next: next}}, nil
}

// Secrets has random keys that all functions share and that outlive them.
type Secrets interface {
	// Secret returns the 32 bytes of that name, which are made for the first caller.
	Secret(ctx context.Context, name string) ([]byte, error)
}

// cursorSecret is the name of the secret that cursors are sealed with.
const cursorSecret = "cursor"

// sealer keeps the cipher for cursors once the secret has been read.
type sealer struct {
	mu   sync.Mutex
	aead cipher.AEAD
}

func (s *sealer) get(ctx context.Context, secrets Secrets) (cipher.AEAD, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.aead != nil {
		return s.aead, nil
	}
	secret, err := secrets.Secret(ctx, cursorSecret)
	if err != nil {
		return nil, fmt.Errorf("read the secret for cursors: %w", err)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("the secret for cursors: %w", err)
	}
	s.aead, err = cipher.NewGCMWithRandomNonce(block)
	return s.aead, err
}

// Cursors turns positions in one list of one caller into cursors and back.
type Cursors struct {
	sealer  *sealer
	secrets Secrets
	binding []byte // what a cursor is tied to
}

// Cursors returns the cursors of a list, which are worthless to another caller and in another list.
// list names it, together with the parameters that choose what is in it.
func (a *API) Cursors(caller Caller, list string) Cursors {
	return Cursors{&a.cursors, a.secrets, []byte(caller.Name + "\x00" + list)}
}

// Seal returns the cursor of a position; "" of "".
func (c Cursors) Seal(ctx context.Context, position string) (string, error) {
	if position == "" {
		return "", nil
	}
	aead, err := c.sealer.get(ctx, c.secrets)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nil, nil, []byte(position), c.binding)), nil
}

// Open returns the position of a cursor; "" of "". The error is of kind Invalid if the cursor is
// not one of this list and caller.
func (c Cursors) Open(ctx context.Context, cursor string) (string, error) {
	if cursor == "" {
		return "", nil
	}
	aead, err := c.sealer.get(ctx, c.secrets)
	if err != nil {
		return "", err
	}
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", errBadCursor()
	}
	position, err := aead.Open(nil, nil, sealed, c.binding)
	if err != nil {
		return "", errBadCursor()
	}
	return string(position), nil
}

func errBadCursor() error {
	return referral.InvalidField("cursor", "is not a cursor of this list")
}

// Map returns what f makes of each item of a list.
func Map[A, B any](list []A, f func(A) B) []B {
	out := make([]B, len(list))
	for i, item := range list {
		out[i] = f(item)
	}
	return out
}
