package cuts

import (
	"bufio"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"signpost/infra/tests/makerun"
	"signpost/shared/referral"
)

// clicks is how many clicks the year has, and seed is what it is made from.
const (
	clicks = "20000"
	seed   = "3"
)

// system is a running stack that has a year of traffic.
type system struct {
	url    string
	stack  *makerun.Stack
	root   string
	data   string
	tokens map[string]string
	truth  *truth
}

func start(t *testing.T) *system {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	port, err := makerun.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	s := &system{root: root, data: t.TempDir(), tokens: map[string]string{}}
	if s.stack, err = makerun.Start(root, s.data, port); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stack.Kill)
	s.url = s.stack.URL
	s.demoUntil(t, " 20 %")
	if out, err := s.demo(); err != nil {
		t.Fatalf("make demo: %v\n%s", err, out)
	}
	s.truth = readTruth(t, s.data)
	return s
}

// demo runs `make demo` as a user would.
func (s *system) demo(more ...string) (string, error) {
	out, err := s.demoCommand(more...).CombinedOutput()
	return string(out), err
}

func (s *system) demoCommand(more ...string) *exec.Cmd {
	cmd := exec.Command("make", append([]string{"--no-print-directory", "-s", "demo"}, more...)...)
	cmd.Dir = s.root
	cmd.Env = append(os.Environ(), "PORT="+s.stack.Port, "DATA="+s.data, "SEED="+seed, "CLICKS="+clicks)
	return cmd
}

// demoUntil runs `make demo` and, once it prints a line with the given text, stops it as Ctrl-C
// does. What it leaves is for the next run to complete.
func (s *system) demoUntil(t *testing.T, text string) {
	t.Helper()
	cmd := s.demoCommand()
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	printed, writer := io.Pipe()
	cmd.Stdout, cmd.Stderr = writer, writer
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		ended <- cmd.Wait()
		writer.Close()
	}()
	var said strings.Builder
	for lines := bufio.NewScanner(printed); lines.Scan(); {
		said.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), text) {
			_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGINT) // if it was quicker, the check below fails
		}
	}
	if err := <-ended; err == nil || !strings.Contains(said.String(), "it goes on where it was") {
		t.Fatalf("make demo was stopped: %v\n%s", err, &said)
	}
}

func (s *system) signIn(t *testing.T, users ...string) {
	t.Helper()
	for _, user := range users {
		token, err := s.stack.Token(user)
		if err != nil {
			t.Fatal(err)
		}
		s.tokens[user] = token
	}
}

// TestEveryCut has one system for all that is asked of it.
func TestEveryCut(t *testing.T) {
	s := start(t)
	if n := len(s.truth.events); n < 20_000 {
		t.Fatalf("%d clicks and entries", n)
	}
	t.Run("every dimension and every pair", func(t *testing.T) { checkCuts(t, s, s.everyPair(t)) })
	t.Run("filters and periods", func(t *testing.T) { checkCuts(t, s, s.filtered(t)) })
	t.Run("a second run adds nothing", func(t *testing.T) { checkSecondRun(t, s) })
	t.Run("days reconcile", func(t *testing.T) { checkReconcile(t, s) })
}

// year is everything that happened, for a caller.
func year(caller string) cut {
	today := time.Now().UTC()
	return cut{
		caller: caller, from: today.AddDate(0, 0, -399).Format(time.DateOnly), to: today.Format(time.DateOnly),
	}
}

// callers are an admin, the busiest partner, and the parent whose children bring the most.
func (s *system) callers(t *testing.T) (partner, parent string) {
	t.Helper()
	partner = s.truth.most(year("admin"), "partner")
	most := int64(0)
	for _, code := range slices.Sorted(maps.Values(s.truth.parents)) {
		if sum := s.truth.of(year(code)).total(); code != "" && code != partner && sum[hits] > most {
			parent, most = code, sum[hits]
		}
	}
	s.signIn(t, "admin", partner, parent)
	return partner, parent
}

// everyPair returns the cuts by each dimension and by each two of them.
func (s *system) everyPair(t *testing.T) []cut {
	t.Helper()
	for _, dimension := range referral.Dimensions {
		if dimensions[dimension] == nil {
			t.Errorf("the test does not know what an event is under by %s", dimension)
		}
	}
	partner, parent := s.callers(t)
	var all []cut
	for _, caller := range []string{"admin", partner, parent} {
		for i, one := range referral.Dimensions {
			c := year(caller)
			c.by = []string{one}
			all = append(all, c)
			for _, another := range referral.Dimensions[:i] {
				c.by = []string{one, another}
				all = append(all, c)
			}
		}
	}
	return all
}

// filtered returns cuts of parts of the year.
func (s *system) filtered(t *testing.T) []cut {
	t.Helper()
	partner, parent := s.callers(t)
	month, week := year("admin"), year("admin")
	month.from, month.to = time.Now().UTC().AddDate(0, -2, 0).Format(time.DateOnly), week.to
	week.from = time.Now().UTC().AddDate(0, 0, -6).Format(time.DateOnly)
	website, ad := s.truth.most(month, "website"), s.truth.most(month, "ad")
	var all []cut
	for _, filters := range []map[string]string{
		{"website": website}, {"ad": ad}, {"partner": partner}, {"website": website, "partner": partner},
		{"website": website, "partner": parent}, {"ad": ad, "website": website},
	} {
		for _, by := range [][]string{
			{"day"}, {"website", "ad"}, {"country", "device"}, {"partner", "referrer", "hour"},
		} {
			for _, c := range []cut{month, week} {
				c.by, c.filters = by, filters
				all = append(all, c)
			}
		}
	}
	for _, filters := range []map[string]string{{"partner": parent}, {"website": website}} {
		c := month
		c.caller, c.by, c.filters = parent, []string{"partner", "day"}, filters
		all = append(all, c)
	}
	return all
}

// atOnce is how many reports are asked for at a time.
const atOnce = 2

func checkCuts(t *testing.T, s *system, cuts []cut) {
	waiting := make(chan cut)
	var asking sync.WaitGroup
	for range atOnce {
		asking.Go(func() {
			for c := range waiting {
				checkCut(t, s, c)
			}
		})
	}
	for _, c := range cuts {
		waiting <- c
	}
	close(waiting)
	asking.Wait()
	if len(cuts) < 40 {
		t.Errorf("only %d cuts", len(cuts))
	}
}

func checkCut(t *testing.T, s *system, c cut) {
	got, totals, err := s.ask(c)
	if err != nil {
		t.Errorf("%s: %v", c, err)
		return
	}
	want := s.truth.of(c)
	if bad := difference(c, got, want); bad != "" {
		t.Errorf("%s: %s", c, bad)
	}
	if sum := want.total(); totals != sum {
		t.Errorf("%s: totals are %v instead of %v", c, totals, sum)
	}
}

func checkSecondRun(t *testing.T, s *system) {
	out, err := s.demo()
	if err != nil || !strings.Contains(out, "nothing was added") {
		t.Errorf("the same year again: %v\n%s", err, out)
	}
	if again := readTruth(t, s.data); len(again.events) != len(s.truth.events) {
		t.Errorf("%d clicks and entries became %d", len(s.truth.events), len(again.events))
	}
	if out, err := s.demo("SEED=4"); err == nil || !strings.Contains(out, "SEED="+seed) {
		t.Errorf("another year: %v\n%s", err, out)
	}
}

func checkReconcile(t *testing.T, s *system) {
	for _, daysAgo := range []int{0, 1, 30, 250} {
		day := time.Now().UTC().AddDate(0, 0, -daysAgo).Format(time.DateOnly)
		var result struct {
			Events      map[string]any `json:"events"`
			Differences []any          `json:"differences"`
			Unreadable  int            `json:"unreadable"`
		}
		if err := s.get("admin", "/api/admin/reconcile?day="+day, &result); err != nil {
			t.Error(err)
			continue
		}
		c := year("admin")
		c.from, c.to, c.by = day, day, []string{"day"}
		want := s.truth.of(c).total()
		got := numbersOf(result.Events)
		if len(result.Differences) > 0 || result.Unreadable > 0 || got[hits] != want[hits] {
			t.Errorf("%s: %+v, and %d hits in the table", day, result, want[hits])
		}
	}
}
