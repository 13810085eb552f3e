// Folder folds rows of counters that nothing can be added to any more into months and days, from
// which reports are read. It runs every hour, and what it does not get done the next run does.
package main

import (
	"context"
	"log/slog"

	"signpost/shared/awsclient"
	"signpost/shared/counting/folding"
	"signpost/shared/startup"
)

func main() { startup.Run(wire) }

func wire(log *slog.Logger) (func(context.Context) error, error) {
	t, err := awsclient.OpenTable()
	if err != nil {
		return nil, err
	}
	folder := folding.New(t)
	folder.Now = startup.Clock()
	return func(ctx context.Context) error {
		result, err := folder.Run(ctx)
		// An alarm watches left: see infra/stacks/observability.yaml.
		log.Info("folded", "through", result.Through, "left", result.Left,
			"partitions", result.Partitions, "items", result.Items)
		return err
	}, nil
}
