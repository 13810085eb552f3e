package click

import (
	_ "embed"
	"strings"
	"testing"
)

var (
	// peopleText has user agents of browsers, and of apps in which people follow links.
	//
	//go:embed testdata/people.txt
	peopleText string
	// programsText has user agents of crawlers, link previews, monitors and libraries.
	//
	//go:embed testdata/programs.txt
	programsText string

	people   = strings.Split(strings.TrimSpace(peopleText), "\n")
	programs = append(strings.Split(strings.TrimSpace(programsText), "\n"), "")
)

func TestIsBot(t *testing.T) {
	for _, agent := range people {
		if IsBot(agent) {
			t.Errorf("taken for a bot: %s", agent)
		}
	}
	for _, agent := range programs {
		if !IsBot(agent) || !IsBot(strings.ToUpper(agent)) {
			t.Errorf("taken for a person: %s", agent)
		}
	}
}

func FuzzIsBot(f *testing.F) {
	for _, agent := range append(people, programs...) {
		f.Add(agent)
	}
	f.Fuzz(func(t *testing.T, agent string) {
		if IsBotByRules(agent) && !IsBot(agent) {
			t.Errorf("%q is a bot by the rules, but their words are not in the table", agent)
		}
	})
}

func BenchmarkIsBot(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		IsBot(people[0])
	}
}
