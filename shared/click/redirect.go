package click

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"signpost/shared/referral"
)

// Redirect answers visits to tracking links. It is a lambda.Handler, and may be used by many goroutines.
type Redirect struct {
	Links  *Links
	Salts  *Salts
	Writer *Writer
	// Fallback is where visitors go while a link can't be looked up; "" answers 503. It needs no escaping in JSON, as
	// referral.CheckDestination ensures.
	Fallback string
	Now      func() time.Time
	Random   func() uint64 // unpredictable
	Log      *slog.Logger
}

// Invoke turns an event of API Gateway into its answer. When it returns, the click is kept. It fails only on what is no event.
func (r *Redirect) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	e, err := ParseEvent(payload)
	if err != nil {
		return nil, err
	}
	if e.Method != "GET" && e.Method != "HEAD" {
		return pageMethod, nil
	}
	target, ok := ParseTarget(e.Path)
	if !ok {
		return pageUnknown, nil
	}
	now := r.Now()
	found, err := r.Links.Find(ctx, target, now)
	if err != nil {
		return r.unavailable(err), nil
	}
	return r.answer(ctx, &e, target, Decide(target, found), now), nil
}

func (r *Redirect) unavailable(err error) []byte {
	r.Log.Error("link not looked up", "error", err.Error())
	if r.Fallback != "" {
		return redirectTo(r.Fallback)
	}
	return pageUnavailable
}

func (r *Redirect) answer(ctx context.Context, e *Event, t Target, d Decision, now time.Time) []byte {
	switch d.Outcome {
	case Unknown:
		return pageUnknown
	case Gone:
		return pageGone
	}
	values := Values{Website: t.Website, Partner: d.Partner, Ad: d.Ad}
	values.ClickID = newClickID(r.Salts.Of(ctx, now), values, e, now, r.Random)
	answer := make([]byte, 0, 512)
	answer = append(answer, redirectBegin...)
	answer = d.Destination.AppendLocation(answer, values, e.Query)
	answer = append(answer, redirectEnd...)
	if counts(e) {
		r.Writer.Write(ctx, clickOf(e, values, now), now)
	}
	return answer
}

// counts tells whether the request is a visit at all. Browsers mark what they fetch ahead
// (https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Sec-Purpose); older ones say so in Purpose.
func counts(e *Event) bool {
	return e.Method == "GET" && !strings.Contains(e.SecPurpose, "prefetch") && !strings.Contains(e.Purpose, "prefetch")
}

func clickOf(e *Event, v Values, now time.Time) referral.Click {
	kind := referral.Hit
	if IsBot(e.UserAgent) {
		kind = referral.Bot
	}
	return referral.Click{ID: v.ClickID, At: now, Website: v.Website, Partner: v.Partner, Ad: v.Ad, Kind: kind, Visitor: visitorOf(e)}
}
