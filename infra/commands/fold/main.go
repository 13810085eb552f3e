// Command fold folds all rows of counters that can be folded, however long that takes: `make fold`.
// The function folder does so every hour, but has fifteen minutes for it. It prints the result as
// JSON.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"

	"signpost/infra/commands/open"
	"signpost/shared/counting/folding"
	"signpost/shared/table"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	t, err := open.Table(ctx, os.Getenv)
	if err == nil {
		err = fold(ctx, t, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "fold:", err)
		os.Exit(1)
	}
}

func fold(ctx context.Context, t *table.Table, out io.Writer) error {
	result, err := folding.New(t).Run(ctx)
	if err != nil {
		return err
	}
	asJSON := json.NewEncoder(out)
	asJSON.SetIndent("", "  ")
	return asJSON.Encode(result)
}
