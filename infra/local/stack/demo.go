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

// fillDemo writes the demo data into an empty data folder. A marker file records that it was
// done, so that demo data deleted later stays deleted.
func (s *Stack) fillDemo(ctx context.Context) error {
	marker := filepath.Join(s.options.Data, "demo")
	if _, err := os.Stat(marker); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := demo.Fill(ctx, table.New(s.Client(), tableName), s.identity, time.Now().UTC()); err != nil {
		return err
	}
	return os.WriteFile(marker, []byte("The demo data was written to this folder.\n"), 0o600)
}
