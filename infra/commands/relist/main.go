// Command relist puts the conversions of earlier releases into the lists that partners and admins
// search: `make relist`, once, with TABLE and AWS's usual variables set. Without these, it is the
// table of the local stack that runs on DATA. It reads the whole table and may be broken off: doing
// it again continues, and changes nothing in the end.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"

	"signpost/infra/commands/open"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "relist:", err)
		os.Exit(1)
	}
}

// reportEvery is the number of conversions between two lines of progress.
const reportEvery = 10_000

func run(ctx context.Context, out, progress io.Writer) error {
	t, err := open.Table(ctx, os.Getenv)
	if err != nil {
		return err
	}
	done := 0
	err = t.Relist(ctx, func(relisted int) {
		if done = relisted; done%reportEvery == 0 {
			fmt.Fprintf(progress, "%d conversions\n", done)
		}
	})
	fmt.Fprintf(out, "%d conversions were put into the lists\n", done)
	return err
}
