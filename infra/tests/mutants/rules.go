package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ruled are the packages whose rules are removed, and, from the nearest on, whose tests hold
// them.
var ruled = []struct {
	folder string
	tests  []string
}{
	{"shared/api", []string{"shared/api", "shared/partnerapi", "shared/adminapi"}},
	{"shared/merchantapi", []string{"shared/merchantapi"}},
	{"shared/partnerapi", []string{"shared/partnerapi"}},
	{"shared/adminapi", []string{"shared/adminapi"}},
	{"shared/userpool", []string{"shared/userpool"}},
	{"shared/credit", []string{"shared/credit"}},
	{"shared/sheet", []string{"shared/sheet", "shared/adminapi"}},
	{"shared/referral", []string{
		"shared/referral", "shared/sheet", "shared/partnerapi", "shared/adminapi", "shared/credit",
		"shared/merchantapi",
	}},
}

// ruleMutants finds the rules. Each mutant has one condition that never holds.
func ruleMutants() ([]mutant, error) {
	var all []mutant
	for _, r := range ruled {
		files, err := filepath.Glob(filepath.Join(r.folder, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			found, err := rulesOf(file, r.folder, r.tests)
			if err != nil {
				return nil, err
			}
			all = append(all, found...)
		}
	}
	return all, nil
}

func rulesOf(file, folder string, tests []string) ([]mutant, error) {
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, source, 0)
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, declared := range parsed.Decls {
		function, ok := declared.(*ast.FuncDecl)
		if !ok || function.Body == nil {
			continue
		}
		ast.Inspect(function.Body, func(n ast.Node) bool {
			condition, keyword := ruleAt(n)
			if condition == nil {
				return true
			}
			from, to := files.Position(condition.Pos()).Offset, files.Position(condition.End()).Offset
			text := string(source[from:to])
			mutated := slices.Concat(source[:from], []byte("false && ("+text+")"), source[to:])
			all = append(all, mutant{
				place: folder,
				name:  fmt.Sprintf("%s %s: %s %s", filepath.Base(file), function.Name.Name, keyword, oneLine(text)),
				kill: func(ctx context.Context) (string, error) {
					return killGo(ctx, file, mutated, tests)
				},
			})
			return true
		})
	}
	return all, nil
}

// ruleAt returns the condition of an if, or of a case without a subject, that refuses
// something; nil if n is neither.
func ruleAt(n ast.Node) (condition ast.Expr, keyword string) {
	switch n := n.(type) {
	case *ast.IfStmt:
		if refuses(n.Body.List) {
			return n.Cond, "if"
		}
	case *ast.SwitchStmt:
		if n.Tag != nil {
			return nil, ""
		}
		// Its cases are looked at one by one, as they are met.
		for _, clause := range n.Body.List {
			subjectless[clause.(*ast.CaseClause)] = true
		}
	case *ast.CaseClause:
		if subjectless[n] && len(n.List) == 1 && refuses(n.Body) {
			return n.List[0], "case"
		}
	}
	return nil, ""
}

// subjectless are the cases whose expressions are conditions.
var subjectless = map[*ast.CaseClause]bool{}

// refusals are the calls by which a body refuses something with an error of the domain.
var refusals = []string{"Errorf", "Invalidf", "InvalidField", "NotFoundf", "Conflictf", "Add"}

// refuses reports whether a body is nothing but a refusal.
func refuses(body []ast.Stmt) bool {
	found := false
	for _, statement := range body {
		if _, nested := statement.(*ast.IfStmt); nested {
			return false
		}
		ast.Inspect(statement, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && isRefusal(call) {
				found = true
			}
			return true
		})
	}
	return found
}

func isRefusal(call *ast.CallExpr) bool {
	name, qualifier := "", ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
		if x, ok := f.X.(*ast.Ident); ok {
			qualifier = x.Name
		}
	}
	if name == "Add" {
		return qualifier == "bad"
	}
	return qualifier != "fmt" && slices.Contains(refusals, name)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// killGo runs the tests with file as mutated.
func killGo(ctx context.Context, file string, mutated []byte, tests []string) (string, error) {
	folder, err := os.MkdirTemp("", "mutant")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	changed, overlay := filepath.Join(folder, filepath.Base(file)), filepath.Join(folder, "overlay.json")
	absolute, err := filepath.Abs(file)
	if err != nil {
		return "", err
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {absolute: changed}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(changed, mutated, 0o600); err != nil {
		return "", err
	}
	if err := os.WriteFile(overlay, replace, 0o600); err != nil {
		return "", err
	}
	for _, test := range tests {
		killer, err := failing(ctx, "-overlay="+overlay, "./"+test)
		if killer != "" || err != nil {
			return killer, err
		}
	}
	return "", nil
}

var failedTest = regexp.MustCompile(`(?m)^--- FAIL: (\S+)`)

// failing runs go test and returns the first test that fails. That a mutant can't be built is
// an error: it would prove nothing.
func failing(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-count=1", "-failfast"}, args...)...)
	cmd.Env = append(os.Environ(), "GOFLAGS=-buildvcs=false")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if err == nil || ctx.Err() != nil {
		return "", ctx.Err()
	}
	if m := failedTest.FindStringSubmatch(out.String()); m != nil {
		return m[1], nil
	}
	if strings.Contains(out.String(), "panic:") {
		return "a panic", nil
	}
	return "", fmt.Errorf("can't be tried: %s", out.String())
}
