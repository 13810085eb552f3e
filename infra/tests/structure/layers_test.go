package structure

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
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

// under returns the packages of a folder, and fails the test when there are none: a loop over
// them would check nothing.
func under(t *testing.T, folder string) []goPackage {
	t.Helper()
	found := slices.DeleteFunc(packages(t), func(p goPackage) bool {
		return p.ImportPath != folder && !strings.HasPrefix(p.ImportPath, folder+"/")
	})
	if len(found) == 0 {
		t.Fatalf("no package in %s", folder)
	}
	return found
}

func isOurs(imported string) bool { return strings.HasPrefix(imported, "signpost/") }

func isStandard(imported string) bool {
	return !strings.Contains(strings.Split(imported, "/")[0], ".") && !isOurs(imported)
}

// shared lists the packages that functions are made of, from the lowest layer up. A package may
// import only packages of lower layers. A new one needs a place here.
var shared = [][]string{
	{"edge", "hostname", "jsonscan", "problem", "quickaws", "startup", "ulid"},
	{"lambdahttp", "referral"},
	{"sheet"},
	{"table", "click"},
	{"counting/folded"},
	{"awsclient", "counting", "userpool"},
	{"counting/folding", "reconcile", "api", "api/apitest", "credit", "webhook"},
	{"erase", "records", "stats"},
	{"partnerapi", "merchantapi"},
	{"adminapi"},
}

func layerOf(importPath string) int {
	name := strings.TrimPrefix(importPath, "signpost/shared/")
	return slices.IndexFunc(shared, func(layer []string) bool { return slices.Contains(layer, name) })
}

func TestImportsRunDownwards(t *testing.T) {
	for _, p := range under(t, "signpost/shared") {
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

// domain says what each part of the domain may import besides the standard library.
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
	for _, p := range under(t, "signpost/shared/table") {
		if slices.Contains(p.Imports, "net/http") {
			t.Errorf("%s imports net/http", p.ImportPath)
		}
	}
}

// Commands for a real table run where no local engine is installed.
func TestCommandsDoNotKnowTheLocalStack(t *testing.T) {
	for _, p := range under(t, "signpost/infra/commands") {
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "signpost/infra/local") ||
				strings.HasPrefix(imported, "signpost/infra/tests") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}

// A function gets its credentials from its environment. Looking for profiles would make it start
// later, and find those of a developer.
func TestOnlyCommandsLookForProfiles(t *testing.T) {
	const profiles = "github.com/aws/aws-sdk-go-v2/config"
	found := 0
	for _, p := range packages(t) {
		if !slices.Contains(p.Imports, profiles) {
			continue
		}
		found++
		// The usual program, which the redirect is measured against.
		if p.ImportPath != "signpost/infra/commands/open" && p.ImportPath != "signpost/infra/tests/bench/peers/usual" {
			t.Errorf("%s imports %s", p.ImportPath, profiles)
		}
	}
	if found == 0 {
		t.Error("no command looks for profiles")
	}
}

// No handler runs inside the local server, and nothing that is deployed knows about it.
func TestFunctionsAndTheLocalStackDoNotKnowEachOther(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "signpost/functions/") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
	for _, p := range under(t, "signpost/functions") {
		for _, imported := range p.Imports {
			if strings.HasPrefix(imported, "signpost/infra") {
				t.Errorf("%s imports %s", p.ImportPath, imported)
			}
		}
	}
}
