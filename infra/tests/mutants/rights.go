package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// rightsMutants removes, from template.yaml, each statement of a function's policies and each
// condition of one. The tests of the project's structure hold them; they read the template from the
// folder that STRUCTURE_ROOT names.
func rightsMutants() ([]mutant, error) {
	text, err := os.ReadFile("template.yaml")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(text), "\n")
	var all []mutant
	resource := ""
	for i, line := range lines {
		if m := resourceLine.FindStringSubmatch(line); m != nil {
			resource = m[1]
		}
		trimmed := strings.TrimSpace(line)
		if !strings.HasPrefix(trimmed, "- Effect:") && trimmed != "Condition:" {
			continue
		}
		end := endOfBlock(lines, i)
		what := "statement"
		if trimmed == "Condition:" {
			what = "condition"
		}
		mutated := strings.Join(slices.Concat(lines[:i], lines[end:]), "\n")
		all = append(all, mutant{
			place: "template.yaml, " + what + "s",
			name:  fmt.Sprintf("%s line %d: %s %s", resource, i+1, what, summary(lines[i:end])),
			kill:  func(ctx context.Context) (string, error) { return killTemplate(ctx, mutated) },
		})
	}
	return all, nil
}

var resourceLine = regexp.MustCompile(`^  ([A-Z][A-Za-z]+):$`)

// endOfBlock returns the line after those that belong to the one at i: the deeper ones.
func endOfBlock(lines []string, i int) int {
	depth := indentation(lines[i])
	end := i + 1
	for end < len(lines) && (strings.TrimSpace(lines[end]) == "" || indentation(lines[end]) > depth) {
		end++
	}
	return end
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func summary(block []string) string {
	for _, line := range block {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "Action:") || strings.Contains(line, "LeadingKeys") {
			return line
		}
	}
	return ""
}

// killTemplate runs the tests of the structure with another template.
func killTemplate(ctx context.Context, template string) (string, error) {
	root, err := filepath.Abs(".")
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	for _, part := range []string{"functions", "infra", "shared", "Makefile", "go.mod", "go.sum"} {
		if err := os.Symlink(filepath.Join(root, part), filepath.Join(folder, part)); err != nil {
			return "", err
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "template.yaml"), []byte(template), 0o600); err != nil {
		return "", err
	}
	if err := os.Setenv("STRUCTURE_ROOT", folder); err != nil {
		return "", err
	}
	defer os.Unsetenv("STRUCTURE_ROOT")
	return failing(ctx, "-run", "Right|May|Audit", "./infra/tests/structure")
}
