package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// bar shows how far we are: on a terminal in one line that changes, elsewhere in a line for each
// tenth. It may be used by many goroutines.
type bar struct {
	out      io.Writer
	terminal bool

	mu               sync.Mutex
	began, drawn     time.Time
	tenth            int
	written, counted int
	total            int // clicks and reports to write
	clicks           int // clicks to count
}

func newBar(out *os.File) *bar {
	info, err := out.Stat()
	isTerminal := err == nil && info.Mode()&os.ModeCharDevice != 0
	return &bar{out: out, terminal: isTerminal, began: time.Now(), tenth: -1}
}

// prepare shows that n of all things of a kind are there, before there are any clicks.
func (b *bar) prepare(kind string, n, all int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.terminal && b.isDue() {
		fmt.Fprintf(b.out, "\r\x1b[K%s: %d of %d", kind, n, all)
	}
}

// expect says how many clicks and reports come.
func (b *bar) expect(clicks, reports int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clicks, b.total = clicks, clicks+reports
}

// wrote says that n more clicks and reports are written.
func (b *bar) wrote(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.written += n
	b.draw()
}

// count says that n clicks are counted.
func (b *bar) count(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counted = n
	b.draw()
}

// end ends the line.
func (b *bar) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.terminal {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}

const barWidth = 30

func (b *bar) draw() {
	share := float64(b.written+b.counted) / float64(b.total+b.clicks)
	if b.terminal && !b.isDue() || !b.terminal && int(share*10) == b.tenth {
		return
	}
	b.tenth = int(share * 10)
	full := int(share * barWidth)
	line := fmt.Sprintf("[%s%s] %3.0f %%  %d of %d written, %d of %d clicks counted  %s",
		strings.Repeat("#", full), strings.Repeat("-", barWidth-full), share*100,
		b.written, b.total, b.counted, b.clicks, time.Since(b.began).Round(time.Second))
	if b.terminal {
		fmt.Fprint(b.out, "\r\x1b[K"+line)
		return
	}
	fmt.Fprintln(b.out, line)
}

// isDue keeps a terminal from being written to all the time.
func (b *bar) isDue() bool {
	if time.Since(b.drawn) < 200*time.Millisecond {
		return false
	}
	b.drawn = time.Now()
	return true
}
