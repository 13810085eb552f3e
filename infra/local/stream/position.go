package stream

import (
	"encoding/json"
	"sync"

	"signpost/infra/local/journal"
)

// compactAt is the size in bytes at which the positions' file is rewritten.
const compactAt = 1 << 20

// position is how far a shard has been read and, in a tumbling window, the function's state.
type position struct {
	Stream   string          `json:"stream"` // ARN; a table that was created anew has another
	Shard    string          `json:"shard"`
	Sequence string          `json:"sequence,omitempty"` // of the last settled record
	Window   int64           `json:"window,omitempty"`   // its start, in seconds since 1970; 0: none is open
	State    json.RawMessage `json:"state,omitempty"`
}

// positions keeps the position of every shard on disk.
type positions struct {
	mu   sync.Mutex
	disk *journal.Journal
	of   map[shardKey]position
}

type shardKey struct{ stream, shard string }

func openPositions(path string) (*positions, error) {
	p := &positions{of: map[shardKey]position{}}
	disk, err := journal.Open(path, func(record []byte) error {
		var at position
		err := json.Unmarshal(record, &at)
		p.of[at.key()] = at
		return err
	})
	p.disk = disk
	return p, err
}

func (p *positions) close() error { return p.disk.Close() }

func (at position) key() shardKey { return shardKey{at.Stream, at.Shard} }

func (p *positions) get(stream, shard string) position {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.of[shardKey{stream, shard}]
	at.Stream, at.Shard = stream, shard
	return at
}

func (p *positions) set(at position) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.disk.Append(at); err != nil {
		return err
	}
	p.of[at.key()] = at
	if p.disk.Size() < compactAt {
		return nil
	}
	return p.disk.Rewrite(func(yield func(any) bool) {
		for _, at := range p.of {
			if !yield(at) {
				return
			}
		}
	})
}
