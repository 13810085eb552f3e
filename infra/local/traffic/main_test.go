package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestPlansComeFromTheEnvironment(t *testing.T) {
	now := time.Date(2026, time.November, 24, 18, 30, 12, 0, time.UTC)
	for _, test := range []struct{ seed, clicks, says string }{
		{"", "", ""},
		{"7", "5000", ""},
		{"-1", "", "SEED must be"},
		{"x", "", "SEED must be"},
		{"99999999999", "", "SEED must be"},
		{"", "lots", "CLICKS must be"},
		{"", "1e6", "CLICKS must be"},
		{"", "0", "CLICKS must be"},
		{"", "99999999", "CLICKS must be"},
	} {
		env := map[string]string{"SEED": test.seed, "CLICKS": test.clicks}
		plan, err := planOf(func(name string) string { return env[name] }, now)
		if test.says == "" && (err != nil || !plan.Until.Equal(now.Truncate(time.Minute))) ||
			test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says)) {
			t.Errorf("%+v: %+v, %v", test, plan, err)
		}
	}
}

func TestWithoutAStackOneLineSaysSo(t *testing.T) {
	stack := httptest.NewServer(http.NotFoundHandler())
	data := t.TempDir()
	if err := runs(t.Context(), stack.URL, data); err == nil || !strings.Contains(err.Error(), "DATA") {
		t.Errorf("another data folder: %v", err)
	}
	if err := os.WriteFile(filepath.Join(data, "url"), []byte(stack.URL+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := runs(t.Context(), stack.URL, data); err != nil {
		t.Error(err)
	}
	stack.Close()
	err := runs(t.Context(), stack.URL, data)
	if err == nil || !strings.Contains(err.Error(), "make run") || strings.Contains(err.Error(), "\n") {
		t.Errorf("nothing runs: %v", err)
	}
}

func TestAYearThatWasBegunIsCompletedAsPlanned(t *testing.T) {
	path := filepath.Join(t.TempDir(), "year")
	plan, err := planOf(func(string) string { return "" }, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	first, err := openNote(path, plan)
	if err != nil {
		t.Fatal(err)
	}
	first.Written = 12_000
	if err := first.save(); err != nil {
		t.Fatal(err)
	}
	later := plan
	later.Until = plan.Until.Add(time.Hour)
	again, err := openNote(path, later)
	if err != nil || again.Written != 12_000 || again.Finished || !again.Until.Equal(plan.Until) {
		t.Errorf("%+v, %v", again, err)
	}
	later.Seed++
	if _, err := openNote(path, later); err == nil || !strings.Contains(err.Error(), "SEED=1 CLICKS=1000000") {
		t.Errorf("another year: %v", err)
	}
}
