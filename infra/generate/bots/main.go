// Command bots generates shared/click/bots_table.go from the npm package crawler-user-agents.
// To refresh it, raise the version in package.json and run `npm install && go run .` in this
// folder. With -measure it prints how well the table and the rules tell bots from people.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"strings"
)

const output = "../../../shared/click/bots_table.go"

func main() {
	measure := flag.Bool("measure", false, "print how well bots and people are told apart, and write nothing")
	check := flag.Bool("check", false,
		"fail if the table is not made from the installed list, and write nothing")
	flag.Parse()
	do := func() error { return run(*check) }
	if *measure {
		do = printMeasures
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "bots:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	crawlers, version, err := readCrawlers("node_modules")
	if err != nil {
		return err
	}
	browsers, err := readBrowsers("node_modules")
	if err != nil {
		return err
	}
	people, err := readPeople("people.txt")
	if err != nil {
		return err
	}
	l, err := literalsOf(crawlers, people)
	if err != nil {
		return err
	}
	text, err := format.Source(render(l, version, browsers))
	if err != nil {
		return err
	}
	if check {
		there, err := os.ReadFile(output)
		if err != nil || !bytes.Equal(there, text) {
			return fmt.Errorf("%s is not made from the installed list; go run . generates it", output)
		}
		return nil
	}
	return os.WriteFile(output, text, 0o644)
}

// crawler is an entry of crawler-user-agents.
type crawler struct {
	Pattern   string   `json:"pattern"`
	Instances []string `json:"instances"`
}

func readCrawlers(modules string) (crawlers []crawler, version string, err error) {
	dir := filepath.Join(modules, "crawler-user-agents")
	var about struct{ Version string }
	if err := readJSON(filepath.Join(dir, "package.json"), &about); err != nil {
		return nil, "", fmt.Errorf("%w (npm ci installs it)", err)
	}
	err = readJSON(filepath.Join(dir, "crawler-user-agents.json"), &crawlers)
	return crawlers, about.Version, err
}

// readBrowsers returns user agents of real browsers, from the npm package user-agents.
func readBrowsers(modules string) ([]string, error) {
	var seen []struct{ UserAgent string }
	if err := readJSON(filepath.Join(modules, "user-agents", "dist", "user-agents.json"), &seen); err != nil {
		return nil, err
	}
	var agents []string
	for _, s := range seen {
		agents = append(agents, s.UserAgent)
	}
	return agents, nil
}

func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// readPeople returns the lines of a file that are not comments.
func readPeople(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var patterns []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			patterns = append(patterns, line)
		}
	}
	return patterns, nil
}
