package api

import (
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// MaxBody is how large the body of a request may be, in bytes, unless the operation's MaxBodyBytes
// says otherwise.
const MaxBody = 64 << 10

// ForPartner registers an operation that active partners may call.
func ForPartner[I, O any](a *API, op huma.Operation, do func(context.Context, Caller, *I) (*O, error)) {
	withToken(a, op, partners, do)
}

// ForSignedIn registers an operation that active partners may call, and admins even if they have no
// partner account.
func ForSignedIn[I, O any](a *API, op huma.Operation, do func(context.Context, Caller, *I) (*O, error)) {
	withToken(a, op, signedIn, do)
}

// ForAdmin registers an operation that only admins may call, who must still be admins now: see
// CheckAdmins.
func ForAdmin[I, O any](a *API, op huma.Operation, do func(context.Context, Caller, *I) (*O, error)) {
	withToken(a, op, admins, do)
}

func withToken[I, O any](
	a *API, op huma.Operation, audience audience, do func(context.Context, Caller, *I) (*O, error),
) {
	op.Security = []map[string][]string{{accessToken: {partnerScope}}}
	op.Errors = append(op.Errors, http.StatusForbidden)
	identified(a, op, func(ctx huma.Context) (Caller, error) {
		return a.callerFor(ctx.Context(), audience)
	}, do)
}

// WithKey registers an operation for callers who have a key rather than an access token. who
// returns the caller that an Authorization header belongs to; its error is the answer.
func WithKey[C, I, O any](
	a *API, op huma.Operation, who func(ctx context.Context, authorization string) (C, error),
	do func(context.Context, C, *I) (*O, error),
) {
	op.Security = []map[string][]string{{merchantKey: {}}}
	identified(a, op, func(ctx huma.Context) (C, error) {
		return who(ctx.Context(), ctx.Header("Authorization"))
	}, do)
}

// identified registers an operation whose caller who finds out, before the rest of the request is
// read. Its error is the answer.
func identified[C, I, O any](
	a *API, op huma.Operation, who func(huma.Context) (C, error), do func(context.Context, C, *I) (*O, error),
) {
	type key struct{}
	op.Errors = append(op.Errors, http.StatusUnauthorized)
	op.Middlewares = append(huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
		caller, err := who(ctx)
		if err != nil {
			_, w := humago.Unwrap(ctx)
			a.problem(ctx.Context(), err).Write(w)
			return
		}
		next(huma.WithContext(ctx, context.WithValue(ctx.Context(), key{}, caller)))
	}}, op.Middlewares...)
	register(a, op, func(ctx context.Context, in *I) (*O, error) { return do(ctx, ctx.Value(key{}).(C), in) })
}

// register gives op the limits, answers and errors that all operations have.
func register[I, O any](a *API, op huma.Operation, do func(context.Context, *I) (*O, error)) {
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = MaxBody
	}
	op.MaxBodyBytes++ // huma refuses a body of exactly that size
	types := bodyTypes[I](op)
	if types != nil {
		op.Errors = append(op.Errors, http.StatusUnsupportedMediaType)
	}
	op.Errors = slices.AppendSeq(op.Errors, maps.Keys(ofGateway))
	slices.Sort(op.Errors)
	op.Errors = slices.Compact(op.Errors)
	op.Middlewares = append(op.Middlewares, a.readable(types), negotiated(a, &op, reflect.TypeFor[O]()))
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

// bodyTypes returns the media types that an operation reads, sorted; nil if it reads no body.
func bodyTypes[I any](op huma.Operation) []string {
	_, body := reflect.TypeFor[I]().FieldByName("Body")
	_, raw := reflect.TypeFor[I]().FieldByName("RawBody")
	switch {
	case op.RequestBody != nil:
		return slices.Sorted(maps.Keys(op.RequestBody.Content))
	case body:
		return []string{typeJSON}
	case raw:
		panic("api: " + op.OperationID + " does not say which types of body it reads")
	}
	return nil
}

// problem turns err into an answer, and logs what the answer does not say.
func (a *API) problem(ctx context.Context, err error) *Problem {
	p := problemOf(ctx, err)
	if p.Status >= http.StatusInternalServerError {
		a.log.ErrorContext(ctx, "failed", "requestId", p.RequestID, "status", p.Status, "error", err.Error())
	}
	return p
}
