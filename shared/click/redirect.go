package click

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"signpost/shared/edge"
	"signpost/shared/referral"
)

// Redirect answers visits to tracking links. It is a lambda.Handler and may be used by many
// goroutines.
type Redirect struct {
	Links  *Links
	Salts  *Salts
	Writer *Writer
	Edge   edge.Edge
	// Fallback is where visitors go while a link can't be looked up; "" answers 503. It must be a
	// URL that referral.CheckDestination accepts, which needs no escaping in JSON.
	Fallback string
	// Retention is how long a click is kept.
	Retention time.Duration
	Now       func() time.Time
	Random    func() uint64 // unpredictable
	Log       *slog.Logger
}

// Invoke returns the answer to an event from API Gateway. By then the click has been written. The
// only error is that payload is not such an event.
func (r *Redirect) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	e, err := ParseEvent(payload)
	if err != nil {
		return nil, err
	}
	answer, status := r.Visit(ctx, &e, append(make([]byte, 0, 512), redirectBegin...))
	if status != StatusFound {
		return pageOf(status), nil
	}
	return append(answer, redirectEnd...), nil
}

// Visit appends to b where the visitor is sent, writes the click, and returns StatusFound. If the
// visitor gets a page instead, it returns b as it was, and the page's status.
func (r *Redirect) Visit(ctx context.Context, e *Event, b []byte) ([]byte, int) {
	if !r.Edge.Admits(e.Secret) {
		return b, statusForbidden
	}
	if !r.Edge.InFront() { // then anybody may have sent these
		e.Country, e.Viewer = "", ""
	}
	if e.Method != "GET" && e.Method != "HEAD" {
		return b, statusMethodNotAllowed
	}
	target, ok := ParseTarget(e.Path)
	if !ok {
		return b, statusNotFound
	}
	now := r.Now()
	found, err := r.Links.Find(ctx, target, now)
	if err != nil {
		return r.unavailable(b, err)
	}
	d := Decide(target, found)
	switch d.Outcome {
	case Unknown:
		return b, statusNotFound
	case Gone:
		return b, statusGone
	}
	return r.send(ctx, e, target, d, now, b), StatusFound
}

func (r *Redirect) unavailable(b []byte, err error) ([]byte, int) {
	r.Log.Error("link not looked up", "error", err.Error())
	if r.Fallback == "" {
		return b, statusUnavailable
	}
	return append(b, r.Fallback...), StatusFound
}

// send appends the destination and writes the click, of which a HEAD request is none.
func (r *Redirect) send(ctx context.Context, e *Event, t Target, d Decision, now time.Time, b []byte) []byte {
	values := Values{Website: t.Website, Partner: d.Partner, Ad: d.Ad}
	values.ClickID = newClickID(r.Salts.Of(ctx, now), values, e, now, r.Random)
	b = d.Destination.AppendLocation(b, values, e.Query)
	if e.Method == "GET" {
		click := r.clickOf(e, values, now)
		click.Ignored = d.Ignored()
		r.Writer.Write(ctx, click, now)
	}
	return b
}

// kind tells what a request is. Browsers mark those that they make in advance
// (https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Sec-Purpose), older ones in Purpose.
func kind(e *Event) referral.Kind {
	switch {
	case strings.Contains(e.SecPurpose, "prefetch"), strings.Contains(e.Purpose, "prefetch"):
		return referral.Prefetch
	case IsBot(e.UserAgent):
		return referral.Bot
	}
	return referral.Hit
}

func (r *Redirect) clickOf(e *Event, v Values, now time.Time) referral.Click {
	return referral.Click{
		ID:      v.ClickID,
		At:      now,
		Website: v.Website,
		Partner: v.Partner,
		Ad:      v.Ad,
		Kind:    kind(e),
		Expires: now.Add(r.Retention),
		Visitor: visitorOf(e),
	}
}
