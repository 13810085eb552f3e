package engine

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// emptyFile is the database that dynoxide 1.2.1 creates when there is none, with two more
// indexes:
//
//	CREATE INDEX signpost_stream_next ON _stream_records
//		(table_name, CAST(sequence_number AS INTEGER));
//	CREATE INDEX signpost_stream_read ON _stream_records
//		(table_name, shard_id, CAST(sequence_number AS INTEGER));
//
// Without them, every write to a table with a stream reads all records that the stream ever
// had, because the engine never removes any: a put took 0.6 ms at first and 2 ms after 20,000
// records. With them it takes 0.46 ms throughout.
//
//go:embed empty.db.gz
var emptyFile []byte

// prepareFile creates the database file unless it exists.
func prepareFile(path string) error {
	if path == "" {
		return nil
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	packed, err := gzip.NewReader(bytes.NewReader(emptyFile))
	if err != nil {
		return err
	}
	content, err := io.ReadAll(packed)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(path+".new", content, 0o600); err != nil {
		return fmt.Errorf("create the database file: %w", err)
	}
	return os.Rename(path+".new", path)
}
