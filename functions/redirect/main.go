// Redirect answers GET and HEAD /go/…: it sends visitors on and records their clicks.
package main

import (
	"context"
	crand "crypto/rand"
	"log/slog"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"time"

	"signpost/shared/click"
	"signpost/shared/edge"
	"signpost/shared/quickaws"
	"signpost/shared/referral"
	"signpost/shared/startup"
	"signpost/shared/table"
)

// initWithin limits how long reading the salts may delay the first visit.
const initWithin = time.Second

// gcPercent trades memory, which the function has plenty of, for processor time, which visitors
// wait for. The heap stays below some 20 MB.
const gcPercent = 400

func main() {
	debug.SetGCPercent(gcPercent)
	startup.Run(start)
}

// start wires the redirect, and reads the salts so that the first visitor does not wait for them.
func start(log *slog.Logger) (*click.Redirect, error) {
	redirect, err := wire(log)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), initWithin)
	defer cancel()
	if err := redirect.Salts.Load(ctx, time.Now()); err != nil {
		log.Warn("salts not read", "error", err.Error())
	}
	return redirect, nil
}

func wire(log *slog.Logger) (*click.Redirect, error) {
	t, queue, err := connect()
	if err != nil {
		return nil, err
	}
	secrets, err := startup.Setting("SECRETS_TABLE")
	if err != nil {
		return nil, err
	}
	days, err := startup.Number("CLICK_RETENTION_DAYS")
	if err != nil {
		return nil, err
	}
	return &click.Redirect{
		Links:     click.NewLinks(t),
		Salts:     click.NewSalts(table.NewVault(t.Client(), secrets), crand.Reader),
		Writer:    click.NewWriter(t, queue, log),
		Edge:      edge.FromEnvironment(),
		Fallback:  os.Getenv("FALLBACK_URL"),
		Retention: referral.Retention(days),
		Now:       time.Now,
		Random:    rand.Uint64,
		Log:       log,
	}, nil
}

// connect returns the table, and the queue for clicks that can't be written to it; nil for none.
func connect() (*table.Table, click.Queue, error) {
	name, err := startup.Setting("TABLE")
	if err != nil {
		return nil, nil, err
	}
	settings, err := quickaws.FromEnvironment(os.Getenv)
	if err != nil {
		return nil, nil, err
	}
	roots, err := extraRoots(os.Getenv("AWS_CA_BUNDLE"))
	if err != nil {
		return nil, nil, err
	}
	http := quickaws.NewHTTP(roots)
	client, err := settings.DynamoDB(http)
	if err != nil {
		return nil, nil, err
	}
	t := table.New(client, name)
	url := os.Getenv("CLICK_QUEUE_URL")
	if url == "" {
		return t, nil, nil
	}
	queue, err := settings.Queue(http, url)
	if err != nil {
		return nil, nil, err
	}
	return t, queue, nil
}

// extraRoots reads the certificates in the file that AWS_CA_BUNDLE names, as the SDK would.
func extraRoots(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	return os.ReadFile(path)
}
