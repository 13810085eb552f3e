package structure

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

type goPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports",
		"signpost/shared/...", "signpost/functions/...", "signpost/infra/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func isOurs(imported string) bool { return strings.HasPrefix(imported, "signpost/") }
func isStandard(imported string) bool {
	return !strings.Contains(strings.Split(imported, "/")[0], ".") && !isOurs(imported)
}

// shared are the packages that functions are made of, from the lowest layer up: a package
// imports only packages of lower layers. A new one has to find its place here.
var shared = [][]string{
	{"hostname", "problem", "quickaws", "startup"},
	{"lambdahttp", "referral"},
	{"sheet"},
	{"table", "click"},
	{"awsclient", "counting", "userpool"},
	{"reconcile", "api", "api/apitest", "credit", "webhook"},
	{"stats"},
	{"partnerapi", "merchantapi"},
	{"adminapi"},
}

func layerOf(importPath string) int {
	name := strings.TrimPrefix(importPath, "signpost/shared/")
	return slices.IndexFunc(shared, func(layer []string) bool { return slices.Contains(layer, name) })
}

func TestImportsRunDownwards(t *testing.T) {
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, "signpost/shared/") {
			continue
		}
		mine := layerOf(p.ImportPath)
		if mine < 0 {
			t.Errorf("%s is in no layer", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if isOurs(imported) && (!strings.HasPrefix(imported, "signpost/shared/") || layerOf(imported) >= mine) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

// What each part of the domain may import besides the standard library.
var domain = map[string][]string{
	"signpost/shared/hostname": nil,
	"signpost/shared/referral": {"signpost/shared/hostname"},
	"signpost/shared/sheet":    {"signpost/shared/referral"},
}

func TestTheDomainKnowsNothingAround(t *testing.T) {
	found := 0
	for _, p := range packages(t) {
		allowed, isDomain := domain[p.ImportPath]
		if !isDomain {
			continue
		}
		found++
		for _, imported := range p.Imports {
			ours := slices.Contains(allowed, imported)
			outside := imported == "net/http" || strings.HasPrefix(imported, "database/")
			if !ours && (!isStandard(imported) || outside) {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
	if found != len(domain) {
		t.Errorf("found %d of the domain's %d packages", found, len(domain))
	}
}

func TestTheTableKnowsNoHTTP(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath == "signpost/shared/table" && slices.Contains(p.Imports, "net/http") {
			t.Error("the table imports net/http")
		}
	}
}

// Commands for a real table run where there is no local engine.
func TestCommandsDoNotKnowTheLocalStack(t *testing.T) {
	for _, p := range packages(t) {
		if !strings.HasPrefix(p.ImportPath, "signpost/infra/commands/") {
			continue
		}
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "signpost/infra/local") ||
				strings.HasPrefix(imported, "signpost/infra/tests") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

// No handler runs inside the local server, and nothing that is deployed knows that there is
// one.
func TestFunctionsAndTheLocalStackDoNotKnowEachOther(t *testing.T) {
	for _, p := range packages(t) {
		mine := path.Dir(p.ImportPath)
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "signpost/functions/") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
			if mine == "signpost/functions" && strings.HasPrefix(imported, "signpost/infra") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}
