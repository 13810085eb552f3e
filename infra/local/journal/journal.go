// Package journal keeps the local stack's state on disk as append-only files of JSON records,
// one per line. Once Append has returned, the records survive kill -9. A record that was cut
// off is dropped. Anything else that can't be read is a *CorruptError, never a guess.
package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// ErrInUse means that another program has the file open.
var ErrInUse = errors.New("another program is using it")

// CorruptError says which line of a journal can't be read.
type CorruptError struct {
	File string
	Line int // 1 is the first
}

// Error returns one line that names the file and says what to do about it.
func (e *CorruptError) Error() string {
	return fmt.Sprintf("the file %s is corrupt in line %d: "+
		"restore it from a copy, or move it away to start empty", e.File, e.Line)
}

// Journal is an open file. It is safe for concurrent use. Only one program can have it open.
type Journal struct {
	path string

	mu      sync.Mutex // guards all that follows
	file    *os.File
	size    int64
	written uint64 // appends written to the file so far

	syncing sync.Mutex // held during an fsync; taken before mu
	synced  uint64     // appends known to be on disk; guarded by syncing
}

// Open opens or creates the file and passes each record to replay, in the order of writing. An
// error from replay is returned unchanged. Others that callers can tell apart are ErrInUse and
// *CorruptError.
func Open(path string, replay func(record []byte) error) (*Journal, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	file, err := openLocked(path, os.O_RDWR|os.O_CREATE|os.O_APPEND)
	if err != nil {
		return nil, err
	}
	size, err := read(file, path, replay)
	if err == nil {
		err = file.Truncate(size) // drops a record that was never acknowledged
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &Journal{path: path, file: file, size: size}, nil
}

// openLocked opens the file and locks it for this program until it is closed or the program
// ends.
func openLocked(path string, flags int) (*os.File, error) {
	file, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, ErrInUse)
	}
	return file, nil
}

// read replays the file and returns where its last whole record ends.
func read(file *os.File, path string, replay func([]byte) error) (int64, error) {
	lines := bufio.NewReaderSize(file, 1<<20)
	var end int64
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return end, nil // the rest, if any, was cut off while being written
		}
		if err != nil {
			return 0, err
		}
		record, ok := decode(line)
		if !ok {
			return 0, &CorruptError{File: path, Line: number}
		}
		if err := replay(record); err != nil {
			return 0, err
		}
		end += int64(len(line))
	}
}

// A line is the record's CRC-32 in eight hex digits, a space, the record, and a line feed.
const prefix = 9

func encode(buf *bytes.Buffer, record any) error {
	text, err := json.Marshal(record)
	if err != nil {
		return err
	}
	fmt.Fprintf(buf, "%08x %s\n", crc32.ChecksumIEEE(text), text)
	return nil
}

func decode(line []byte) ([]byte, bool) {
	if len(line) <= prefix || line[prefix-1] != ' ' {
		return nil, false
	}
	sum, err := strconv.ParseUint(string(line[:prefix-1]), 16, 32)
	record := line[prefix : len(line)-1]
	return record, err == nil && uint32(sum) == crc32.ChecksumIEEE(record)
}

// Append writes all of the records or none, and returns when they are on disk. Concurrent
// appends share an fsync.
func (j *Journal) Append(records ...any) error {
	synced, err := j.Begin(records...)
	if err != nil {
		return err
	}
	return synced()
}

// Begin does the first half of Append, which fixes the order of the records. The function that
// it returns does the second half, which takes long. A caller that holds a lock to keep an
// order can release it in between, so that others can share the fsync.
func (j *Journal) Begin(records ...any) (synced func() error, err error) {
	var lines bytes.Buffer
	for _, r := range records {
		if err := encode(&lines, r); err != nil {
			return nil, err
		}
	}
	ticket, err := j.write(lines.Bytes())
	if err != nil {
		return nil, err
	}
	return func() error { return j.sync(ticket) }, nil
}

func (j *Journal) write(lines []byte) (ticket uint64, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(lines); err != nil {
		// A full disk may have taken a part of it, which would corrupt what follows.
		return 0, errors.Join(err, j.file.Truncate(j.size))
	}
	j.size += int64(len(lines))
	j.written++
	return j.written, nil
}

func (j *Journal) sync(ticket uint64) error {
	j.syncing.Lock()
	defer j.syncing.Unlock()
	if j.synced >= ticket {
		return nil
	}
	j.mu.Lock()
	file, covers := j.file, j.written
	j.mu.Unlock()
	if err := file.Sync(); err != nil {
		return err
	}
	j.synced = covers
	return nil
}

// Size returns the length of the file in bytes. Callers decide by it when to Rewrite.
func (j *Journal) Size() int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.size
}

// Rewrite replaces the whole content with the given records. A crash leaves either the old or
// the new content. The caller makes sure that nothing is appended from when it reads its state
// until Rewrite returns.
func (j *Journal) Rewrite(records iter.Seq[any]) error {
	j.syncing.Lock()
	defer j.syncing.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	file, size, err := writeNew(j.path+".new", records)
	if err != nil {
		return err
	}
	if err := os.Rename(j.path+".new", j.path); err != nil {
		file.Close()
		return err
	}
	j.file.Close()
	j.file, j.size, j.synced = file, size, j.written
	return syncDir(filepath.Dir(j.path))
}

func writeNew(path string, records iter.Seq[any]) (file *os.File, size int64, err error) {
	file, err = openLocked(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC|os.O_APPEND)
	if err != nil {
		return nil, 0, err
	}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	var line bytes.Buffer
	out := bufio.NewWriterSize(file, 1<<16)
	for r := range records {
		line.Reset()
		if err := encode(&line, r); err != nil {
			return nil, 0, err
		}
		if _, err := out.Write(line.Bytes()); err != nil {
			return nil, 0, err
		}
		size += int64(line.Len())
	}
	return file, size, errors.Join(out.Flush(), file.Sync())
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Close closes the file. Everything that was acknowledged is on disk already.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.file.Close()
}
