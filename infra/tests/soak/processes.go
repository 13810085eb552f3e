package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// process is the stack's own process or that of one of its functions.
type process struct {
	name string
	pid  int
}

// functions returns the stack's child processes.
func (s *system) functions() []process {
	parent := s.stackPid()
	var found []process
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		// pid (name) state ppid …: proc_pid_stat(5)
		open, end := bytes.IndexByte(stat, '('), bytes.LastIndexByte(stat, ')')
		fields := strings.Fields(string(stat[end+1:]))
		if ppid, _ := strconv.Atoi(fields[1]); ppid == parent {
			pid, _ := strconv.Atoi(strings.TrimSpace(string(stat[:open])))
			found = append(found, process{string(stat[open+1 : end]), pid})
		}
	}
	return found
}

func (s *system) processes() []process {
	return append(s.functions(), process{"the stack", s.stackPid()})
}

// memory records how much memory processes use, by name.
type memory struct {
	megabytes map[string][]float64
}

func newMemory() *memory { return &memory{map[string][]float64{}} }

func (m *memory) watch(ctx context.Context, every time.Duration, processes func() []process) {
	for pause(ctx, every) {
		for _, p := range processes() {
			if mb := resident(p.pid); mb > 0 {
				m.megabytes[p.name] = append(m.megabytes[p.name], mb)
			}
		}
	}
}

// resident returns a process's resident memory in megabytes, or 0 if it is gone.
func resident(pid int) float64 {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	fields := strings.Fields(string(statm))
	if err != nil || len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.Atoi(fields[1])
	return float64(pages*os.Getpagesize()) / (1 << 20)
}

// A process has not grown if the median of its last quarter is at most growth times the median
// of its second quarter, plus slack for uncollected garbage.
const (
	growth = 1.25
	slack  = 12 // MB
)

func (m *memory) judge(log *slog.Logger) error {
	var grown []error
	for _, name := range slices.Sorted(maps.Keys(m.megabytes)) {
		all := m.megabytes[name]
		quarter := len(all) / 4
		if quarter == 0 {
			continue
		}
		before, after := median(all[quarter:2*quarter]), median(all[3*quarter:])
		log.Info("memory", "process", name, "second quarter MB", int(before),
			"last quarter MB", int(after), "most MB", int(slices.Max(all)))
		if after > before*growth+slack {
			grown = append(grown, fmt.Errorf("%s has grown from %.0f MB to %.0f MB", name, before, after))
		}
	}
	return errors.Join(grown...)
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
