package structure

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestEveryFunctionHasItsFolderAndEveryFolderItsFunction(t *testing.T) {
	declared := map[string]bool{}
	for _, f := range functions(t, load(t)) {
		declared[filepath.Base(f.Folder)] = true
		if _, err := os.Stat(filepath.Join(root, f.Folder, "main.go")); err != nil {
			t.Errorf("%s: %v", f.ID, err)
		}
	}
	folders, err := filepath.Glob(root + "functions/*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if folder := filepath.Base(filepath.Dir(f)); !declared[folder] {
			t.Errorf("functions/%s is not in template.yaml", folder)
		}
	}
}

func TestOutputsResolve(t *testing.T) {
	s := load(t)
	for name, want := range map[string]string{
		"Url": local.PublicURL, "ApiUrl": local.PublicURL, "Issuer": local.Issuer, "ClientId": "client",
		"UserPoolId": "pool", "TableName": "signpost",
	} {
		if got, err := s.Output(name); err != nil || got != want {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestCfnLint(t *testing.T) {
	linter, err := exec.LookPath("cfn-lint")
	if err != nil {
		t.Skip("cfn-lint is not installed")
	}
	nested, err := filepath.Glob(root + "infra/stacks/*.yaml")
	if err != nil || len(nested) == 0 {
		t.Fatalf("nested stacks: %v, %v", nested, err)
	}
	out, err := exec.Command(linter, append(nested, root+"template.yaml")...).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}
