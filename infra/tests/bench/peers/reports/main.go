// Command reports reads and adds up stats as the functions stats and admin do, without what they do
// besides: finding out who asks, and the names of what is shown.
package main

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"signpost/shared/awsclient"
	"signpost/shared/counting"
	"signpost/shared/referral"
	"signpost/shared/startup"
	"signpost/shared/stats"
)

// ask is a report that is wanted: of totals of websites, of all partners, or of some.
type ask struct {
	From, To, By string
	Websites     []referral.Code
	Partners     []referral.Code
}

func main() {
	startup.Run(func(*slog.Logger) (func(context.Context, ask) (json.RawMessage, error), error) {
		t, err := awsclient.OpenTable()
		return func(ctx context.Context, a ask) (json.RawMessage, error) {
			return report(ctx, counting.NewReader(t), a)
		}, err
	})
}

func report(ctx context.Context, reader *counting.Reader, a ask) (json.RawMessage, error) {
	q, err := referral.ParseStatsQuery(
		referral.StatsParameters{From: a.From, To: a.To, By: a.By}, referral.Zone{}, time.Now())
	if err != nil {
		return nil, err
	}
	view, err := reader.View(ctx, q.Period())
	if err != nil {
		return nil, err
	}
	var sums *referral.Stats
	switch {
	case len(a.Websites) > 0:
		sums, err = stats.Read(ctx, q, a.Websites, view.Totals)
	case q.CutsVisits():
		sums, err = stats.Read(ctx, q, a.Partners, view.Counts)
	default:
		sums, err = stats.Sum(q, view.Partners(ctx, a.Partners))
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(map[string]any{"rows": len(sums.Rows()), "hits": sums.Totals.Hits})
}
