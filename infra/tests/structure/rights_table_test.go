package structure

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

const rightsTable = "testdata/rights.txt"

// TestRightsAreThoseOfTheTable holds every statement of every function's policies: one more, one
// less, or one that is wider fails. UPDATE=1 writes the table anew; then each changed line is to be
// read.
func TestRightsAreThoseOfTheTable(t *testing.T) {
	got := describeRights(t)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(rightsTable, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(rightsTable)
	if err != nil {
		t.Fatal(err)
	}
	missing, extra := lineDifference(string(want), got)
	for _, line := range missing {
		t.Errorf("a right is gone:  %s", line)
	}
	for _, line := range extra {
		t.Errorf("a right is new:   %s", line)
	}
}

// describeRights has a line for each statement: who, what, on what, under which condition.
func describeRights(t *testing.T) string {
	t.Helper()
	stack := load(t)
	var lines []string
	for _, r := range resources(t, stack, "AWS::Serverless::Function") {
		allowed, protected := statements(t, r)
		if protected {
			lines = append(lines, r.ID+" is bound by AuditIsForEver")
		}
		for _, s := range allowed {
			lines = append(lines, r.ID+" "+describe(s))
		}
	}
	for _, r := range resources(t, stack, "AWS::IAM::ManagedPolicy") {
		var policy struct {
			PolicyDocument struct {
				Statement []statement `yaml:"Statement"`
			} `yaml:"PolicyDocument"`
		}
		if err := r.Decode(&policy); err != nil {
			t.Fatal(err)
		}
		for _, s := range policy.PolicyDocument.Statement {
			lines = append(lines, r.ID+" "+describe(s))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

func describe(s statement) string {
	actions, on := words(s.Action), words(s.Resource)
	slices.Sort(actions)
	slices.Sort(on)
	line := fmt.Sprintf("%s %s on %s", strings.ToLower(s.Effect), strings.Join(actions, " "), strings.Join(on, " "))
	if len(s.Condition) > 0 {
		line += " if " + fmt.Sprint(s.Condition) // maps print in the order of their keys
	}
	return line
}

// lineDifference returns the lines that only one of two texts has.
func lineDifference(a, b string) (onlyA, onlyB []string) {
	linesA, linesB := strings.Split(a, "\n"), strings.Split(b, "\n")
	for _, line := range linesA {
		if !slices.Contains(linesB, line) {
			onlyA = append(onlyA, line)
		}
	}
	for _, line := range linesB {
		if !slices.Contains(linesA, line) {
			onlyB = append(onlyB, line)
		}
	}
	if len(linesA) != len(linesB) && len(onlyA)+len(onlyB) == 0 {
		onlyB = append(onlyB, "a line twice")
	}
	return onlyA, onlyB
}
