// Command replay writes the clicks that it finds in a log to the table: `make replay
// FILE=redirect.log`, or "-" for standard input. Replaying a log again changes nothing. The
// table is the one that TABLE names, or else that of the local stack that runs on DATA.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"golang.org/x/sync/errgroup"

	"signpost/infra/commands/open"
	"signpost/shared/click"
	"signpost/shared/credit"
	"signpost/shared/referral"
)

// atOnce is how many clicks are written concurrently.
const atOnce = 8

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 1 || args[0] == "" {
		return errors.New("which log? make replay FILE=redirect.log, or FILE=- for standard input")
	}
	log := io.Reader(os.Stdin)
	if args[0] != "-" {
		file, err := os.Open(args[0])
		if err != nil {
			return err
		}
		defer file.Close()
		log = file
	}
	store, err := open.Table(ctx, os.Getenv)
	if err != nil {
		return err
	}
	clicks, err := replay(ctx, store, credit.NewBooker(store).Arrived, log)
	if err != nil {
		return fmt.Errorf("%w; not all clicks were written, but it is safe to replay the whole log again", err)
	}
	fmt.Printf("%d clicks are in the table\n", clicks)
	return nil
}

// replay writes the clicks of the log to the store, and returns how many there are. For each it
// calls arrived, which credits the conversions that waited for it.
func replay(
	ctx context.Context, store click.Store, arrived func(context.Context, referral.ClickID) error, log io.Reader,
) (clicks int, err error) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	lines := bufio.NewReader(log)
	for ctx.Err() == nil {
		line, errRead := lines.ReadString('\n')
		if c, ok := click.FindMessage(line); ok {
			clicks++
			group.Go(func() error {
				c.Written = time.Now()
				if err := click.Record(ctx, store, c, false); err != nil {
					return err
				}
				return arrived(ctx, c.ID)
			})
		}
		if errRead == io.EOF {
			return clicks, group.Wait()
		}
		if errRead != nil {
			return 0, errors.Join(errRead, group.Wait())
		}
	}
	return 0, errors.Join(group.Wait(), ctx.Err())
}
