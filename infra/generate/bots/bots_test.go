package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"signpost/shared/click"
)

func TestMain(m *testing.M) {
	if _, err := os.Stat("node_modules/crawler-user-agents"); err != nil {
		install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
		if out, err := install.CombinedOutput(); err != nil {
			_, _ = os.Stderr.Write(out)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

func TestTheTableIsMadeFromTheLockedList(t *testing.T) {
	if err := run(true); err != nil {
		t.Error(err)
	}
}

// Every example on the list is a bot, except for those of patterns that people's browsers match
// too.
func TestEveryListedAgentIsABot(t *testing.T) {
	crawlers, _, err := readCrawlers("node_modules")
	if err != nil {
		t.Fatal(err)
	}
	people, err := readPeople("people.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range crawlers {
		excepted := false
		for _, p := range people {
			excepted = excepted || strings.ReplaceAll(c.Pattern, `\`, "") == p
		}
		for _, agent := range c.Instances {
			if !excepted && !click.IsBot(agent) {
				t.Errorf("%s: taken for a person: %s", c.Pattern, agent)
			}
		}
	}
}

func TestNoBrowserIsABot(t *testing.T) {
	browsers, err := readBrowsers("node_modules")
	if err != nil {
		t.Fatal(err)
	}
	for _, agent := range distinct(browsers) {
		if click.IsBot(agent) {
			t.Errorf("taken for a bot: %s", agent)
		}
	}
}

func TestPatternsBecomeTexts(t *testing.T) {
	for pattern, want := range map[string]string{
		`[wW]get`: "wget", `^Seek\/`: "^seek/", `(^| )sentry\/`: "^sentry/, sentry/",
		`Ahrefs(Bad|Site)`: "ahrefsbad,ahrefssite", `A[\s\S]*Reader X`: "reader x", `Links$`: "links",
	} {
		l, err := literalsOf([]crawler{{Pattern: pattern}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]bool{}
		for _, text := range l.anywhere {
			texts[text] = true
		}
		for _, text := range l.prefixes {
			texts["^"+text] = true
		}
		for _, text := range strings.Split(want, ",") {
			if !texts[text] {
				t.Errorf("%s does not give %q: %+v", pattern, text, l)
			}
		}
	}
}
