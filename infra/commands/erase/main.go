// Command erase erases what a merchant calls one of its customers: `make erase CUSTOMER=c-7`, with
// MERCHANT if it is not main. With DRYRUN=true it only says what would be erased. It reads the
// whole table, however long that takes, while the admin's route has only the time of a request.
// Doing it again completes what broke off.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/oklog/ulid/v2"

	"signpost/infra/commands/open"
	"signpost/shared/erase"
	"signpost/shared/referral"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Getenv, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "erase:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, env func(string) string, out io.Writer) error {
	customer := env("CUSTOMER")
	if customer == "" {
		return errors.New("whom? make erase CUSTOMER=c-7, as the merchant calls the customer")
	}
	merchant, err := referral.ParseCode(cmp.Or(env("MERCHANT"), string(referral.DefaultMerchant)))
	if err != nil {
		return fmt.Errorf("MERCHANT: %w", err)
	}
	store, err := open.Table(ctx, env)
	if err != nil {
		return err
	}
	now := time.Now()
	by := referral.Stamp{By: "make erase", At: now, ID: ulid.MustNew(ulid.Timestamp(now), rand.Reader).String()}
	dryRun := env("DRYRUN") == "true"
	found, err := erase.EraseCustomer(ctx, store, merchant, customer, by, dryRun)
	if err != nil {
		return fmt.Errorf("%w; it is safe to run it again", err)
	}
	what := "erased"
	if dryRun {
		what = "to be erased"
	}
	fmt.Fprintf(out, "%s: %d conversions, %d notes of the customer's history, %d deliveries\n",
		what, found.Conversions, found.History, found.Deliveries)
	return nil
}
