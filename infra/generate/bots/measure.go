package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"signpost/shared/click"
)

// parts is how many parts the list is split into to measure agents that are not on it.
const parts = 5

// printMeasures prints one line for each result: name value unit. ISBOT_CRAWLERS may name
// isbot's list of agents, which is fixtures/crawlers.yml in its repository and not in its npm
// package.
func printMeasures() error {
	crawlers, _, err := readCrawlers("node_modules")
	if err != nil {
		return err
	}
	people, err := readPeople("people.txt")
	if err != nil {
		return err
	}
	browsers, err := readBrowsers("node_modules")
	if err != nil {
		return err
	}
	recall, err := heldOut(crawlers, people)
	if err != nil {
		return err
	}
	fmt.Printf("bot_recall %.4f ratio\n", recall)
	fmt.Printf("bot_recall_listed %.4f ratio\n", share(instances(crawlers)))
	fmt.Printf("bot_false_positives %.4f ratio\n", share(distinct(browsers)))
	fmt.Printf("bot_check_us %.3f us\n", timeOf(browsers).Seconds()*1e6)
	if path := os.Getenv("ISBOT_CRAWLERS"); path != "" {
		agents, err := readFixture(path)
		if err != nil {
			return err
		}
		fmt.Printf("bot_recall_isbot %.4f ratio\n", share(agents))
	}
	return nil
}

// heldOut returns the share of agents that are found although they are not on the list: each
// part of the list is tested with a table that is made from the others.
func heldOut(crawlers []crawler, people []string) (float64, error) {
	found, all := 0, 0
	for part := range parts {
		var known, unknown []crawler
		for i, c := range crawlers {
			if i%parts == part {
				unknown = append(unknown, c)
			} else {
				known = append(known, c)
			}
		}
		l, err := literalsOf(known, people)
		if err != nil {
			return 0, err
		}
		for _, agent := range instances(unknown) {
			all++
			if click.IsBotByRules(agent) || l.in(strings.ToLower(agent)) {
				found++
			}
		}
	}
	return float64(found) / float64(all), nil
}

func (l literals) in(lower string) bool {
	for _, text := range l.prefixes {
		if strings.HasPrefix(lower, text) {
			return true
		}
	}
	for _, text := range l.anywhere {
		if strings.Contains(lower, text) {
			return true
		}
	}
	return false
}

func instances(crawlers []crawler) []string {
	var agents []string
	for _, c := range crawlers {
		agents = append(agents, c.Instances...)
	}
	return agents
}

func distinct(agents []string) []string {
	seen, once := map[string]bool{}, []string{}
	for _, a := range agents {
		if !seen[a] {
			seen[a] = true
			once = append(once, a)
		}
	}
	return once
}

// share returns the share of the agents that are taken for bots.
func share(agents []string) float64 {
	n := 0
	for _, a := range agents {
		if click.IsBot(a) {
			n++
		}
	}
	return float64(n) / float64(len(agents))
}

// timeOf returns how long it takes to check a browser, which takes longest because nothing
// matches.
func timeOf(agents []string) time.Duration {
	best := time.Hour
	for range 9 {
		began := time.Now()
		for _, a := range agents {
			click.IsBot(a)
		}
		best = min(best, time.Since(began)/time.Duration(len(agents)))
	}
	return best
}

func readFixture(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var groups map[string][]string
	if err := yaml.Unmarshal(text, &groups); err != nil {
		return nil, err
	}
	var agents []string
	for _, group := range groups {
		agents = append(agents, group...)
	}
	return agents, nil
}
