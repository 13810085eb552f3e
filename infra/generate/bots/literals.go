package main

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"

	"signpost/shared/click"
)

// literals are lower-case texts. Every user agent that a pattern matches contains one of them,
// or "bot".
type literals struct {
	prefixes []string // which agents begin with
	anywhere []string
}

// literalsOf reduces the patterns, nearly all of which are plain text, to literals. A pattern
// with a gap is reduced to its longest text, which matches at least as much. A text that is too
// short to be looked up is left out if the rules find its agents anyway. The generic words are
// added.
func literalsOf(crawlers []crawler, people []string) (literals, error) {
	var l literals
	for _, word := range click.BotWords {
		if err := l.add(piece{text: word}, word); err != nil {
			return l, err
		}
	}
	for _, c := range crawlers {
		if slices.Contains(people, strings.ReplaceAll(c.Pattern, `\`, "")) {
			continue
		}
		re, err := syntax.Parse(c.Pattern, syntax.Perl)
		if err != nil {
			return l, fmt.Errorf("%s: %w", c.Pattern, err)
		}
		for _, alternative := range expand(re.Simplify()) {
			if len(alternative.longest()) < shortest && !slices.ContainsFunc(c.Instances, needsTable) {
				continue
			}
			if err := l.add(alternative, c.Pattern); err != nil {
				return l, err
			}
		}
	}
	l.prefixes = slices.Compact(slices.Sorted(slices.Values(l.prefixes)))
	l.anywhere = withoutContaining(slices.Compact(slices.Sorted(slices.Values(l.anywhere))))
	return l, nil
}

// needsTable reports whether the rules alone would take an agent for a person.
func needsTable(agent string) bool { return !click.IsBotByRules(agent) }

func (l *literals) add(a piece, pattern string) error {
	text := strings.ToLower(a.longest())
	switch {
	// IsBot itself looks for "bot", except in "cubot".
	case text == "bot" || strings.Contains(text, "bot") && !strings.Contains(text, "cubot"):
	case a.anchored:
		l.prefixes = append(l.prefixes, text)
	case len(text) < shortest:
		return fmt.Errorf("%s: %q is too short to be looked up, and the rules do not find its agents", pattern, text)
	default:
		l.anywhere = append(l.anywhere, text)
	}
	return nil
}

// shortest is the length of the part of a literal that is looked up.
const shortest = 4

// withoutContaining leaves out texts that contain another one.
func withoutContaining(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool {
		return slices.ContainsFunc(texts, func(other string) bool {
			return other != text && strings.Contains(text, other)
		})
	})
}

// piece is a text that a pattern matches. A gap in it stands for anything.
type piece struct {
	text     string
	anchored bool
}

const gap = "\x00"

func (p piece) longest() string {
	parts := strings.Split(p.text, gap)
	if p.anchored {
		return parts[0]
	}
	return slices.MaxFunc(parts, func(a, b string) int { return len(a) - len(b) })
}

// expand returns the texts that a pattern matches.
func expand(re *syntax.Regexp) []piece {
	switch re.Op {
	case syntax.OpLiteral:
		return []piece{{text: string(re.Rune)}}
	case syntax.OpBeginText, syntax.OpBeginLine:
		return []piece{{anchored: true}}
	case syntax.OpEndText, syntax.OpEndLine, syntax.OpEmptyMatch:
		return []piece{{}}
	case syntax.OpCapture:
		return expand(re.Sub[0])
	case syntax.OpCharClass:
		return expandClass(re.Rune)
	case syntax.OpAlternate:
		var all []piece
		for _, sub := range re.Sub {
			all = append(all, expand(sub)...)
		}
		return all
	case syntax.OpConcat:
		return expandConcat(re.Sub)
	case syntax.OpQuest:
		return append(expand(re.Sub[0]), piece{})
	}
	return []piece{{text: gap}}
}

func expandClass(ranges []rune) []piece {
	var all []piece
	for i := 0; i < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if len(all) == 4 {
				return []piece{{text: gap}}
			}
			all = append(all, piece{text: string(r)})
		}
	}
	return all
}

func expandConcat(subs []*syntax.Regexp) []piece {
	all := []piece{{}}
	for _, sub := range subs {
		var longer []piece
		for _, before := range all {
			for _, after := range expand(sub) {
				longer = append(longer, piece{before.text + after.text, before.anchored || after.anchored})
			}
		}
		all = longer
	}
	return all
}
