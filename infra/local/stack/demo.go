package stack

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"signpost/infra/local/demo"
	"signpost/shared/table"
)

// fillDemo gives an empty data folder its demo data. A mark says that it was done: what is
// deleted afterwards stays deleted.
func (s *Stack) fillDemo(ctx context.Context) error {
	mark := filepath.Join(s.options.Data, "demo")
	if _, err := os.Stat(mark); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := demo.Fill(ctx, table.New(s.Client(), tableName), s.identity, time.Now().UTC()); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte("This folder has had its demo data.\n"), 0o600)
}
