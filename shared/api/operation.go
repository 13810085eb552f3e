package api

import (
	"context"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// MaxBody is how large a request's body may be, in bytes, unless the operation's MaxBodyBytes says otherwise.
const MaxBody = 64 << 10

// ForPartner registers an operation that active partners may call.
func ForPartner[I, O any](a *API, op huma.Operation, do func(context.Context, Caller, *I) (*O, error)) {
	withToken(a, op, partners, do)
}

// ForSignedIn registers an operation that active partners may call, and admins even if they have no account as a partner.
func ForSignedIn[I, O any](a *API, op huma.Operation, do func(context.Context, Caller, *I) (*O, error)) {
	withToken(a, op, signedIn, do)
}

// ForAdmin registers an operation that only members of the group admins may call.
func ForAdmin[I, O any](a *API, op huma.Operation, do func(context.Context, Caller, *I) (*O, error)) {
	withToken(a, op, admins, do)
}

// WithKey registers an operation for callers who bring another credential than an access token: who finds out from the Authorization header
// who calls, before anything else of the request is read. Its error is the answer.
func WithKey[C, I, O any](a *API, op huma.Operation, who func(ctx context.Context, authorization string) (C, error), do func(context.Context, C, *I) (*O, error)) {
	op.Security = []map[string][]string{{merchantKey: {}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized)
	type holder struct{}
	op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		c, err := who(ctx.Context(), ctx.Header("Authorization"))
		if err != nil {
			_, w := humago.Unwrap(ctx)
			a.problem(ctx.Context(), err).Write(w)
			return
		}
		next(huma.WithContext(ctx, context.WithValue(ctx.Context(), holder{}, c)))
	})
	register(a, op, func(ctx context.Context, in *I) (*O, error) { return do(ctx, ctx.Value(holder{}).(C), in) })
}

func withToken[I, O any](a *API, op huma.Operation, audience audience, do func(context.Context, Caller, *I) (*O, error)) {
	op.Security = []map[string][]string{{accessToken: {partnerScope}}}
	op.Errors = append(op.Errors, http.StatusUnauthorized, http.StatusForbidden)
	op.Middlewares = append(huma.Middlewares{a.identify(audience)}, op.Middlewares...)
	register(a, op, func(ctx context.Context, in *I) (*O, error) { return do(ctx, callerFrom(ctx), in) })
}

// register gives op the limits, answers and errors that all operations have.
func register[I, O any](a *API, op huma.Operation, do func(context.Context, *I) (*O, error)) {
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = MaxBody
	}
	op.MaxBodyBytes++ // huma refuses a body of exactly so many bytes
	if hasBody[I]() {
		op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	op.Errors = append(op.Errors, http.StatusTooManyRequests, http.StatusServiceUnavailable)
	slices.Sort(op.Errors)
	op.Errors = slices.Compact(op.Errors)
	op.Middlewares = append(op.Middlewares, negotiated(a, &op, reflect.TypeFor[O]()))
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		if err != nil {
			return nil, a.problem(ctx, err)
		}
		return out, nil
	})
}

func hasBody[I any]() bool {
	_, body := reflect.TypeFor[I]().FieldByName("Body")
	_, raw := reflect.TypeFor[I]().FieldByName("RawBody")
	return body || raw
}

// identify refuses who the operation is not for, before anything of the request is read.
func (a *API) identify(audience audience) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		caller, err := a.callerFor(ctx.Context(), audience)
		if err != nil {
			_, w := humago.Unwrap(ctx)
			a.problem(ctx.Context(), err).Write(w)
			return
		}
		next(huma.WithContext(ctx, withCaller(ctx.Context(), caller)))
	}
}

// problem makes err an answer, and logs what the answer does not say.
func (a *API) problem(ctx context.Context, err error) *Problem {
	p := problemOf(ctx, err)
	if p.Status >= http.StatusInternalServerError {
		a.log.ErrorContext(ctx, "failed", "requestId", p.RequestID, "status", p.Status, "error", err.Error())
	}
	return p
}
