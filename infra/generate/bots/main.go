// Bots makes shared/click/bots_table.go out of the npm package crawler-user-agents: `npm ci &&
// go run .` in this folder, after raising the version in package.json to refresh it. With
// -measure it prints how well the table and the rules do.
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
	check := flag.Bool("check", false, "say whether the table is the one that the installed list makes, and write nothing")
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
			return fmt.Errorf("%s is not what the installed list makes; go run . makes it anew", output)
		}
		return nil
	}
	return os.WriteFile(output, text, 0o644)
}

// crawler is one entry of crawler-user-agents.
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

// readBrowsers returns real browsers' user agents, as the npm package user-agents collects
// them.
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

// readPeople returns the lines of a file that are not remarks.
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
