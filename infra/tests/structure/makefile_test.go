package structure

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// project copies what a build of the redirect needs to a folder of its own, so that two builds
// run in different places.
func project(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{
		"Makefile", "go.mod", "go.sum", "template.yaml", "shared", "functions/redirect",
		"functions/center/web/package-lock.json",
	} {
		source, target := filepath.Join(root, part), filepath.Join(dir, part)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("cp", "-R", source, target).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	return dir
}

// SAM builds a function with `make build-<LogicalId>` and takes $(ARTIFACTS_DIR)/bootstrap
// (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-custom-runtimes.html).
func TestTheSameSourceGivesTheSameBytes(t *testing.T) {
	var built [2][]byte
	for i := range built {
		artifacts := t.TempDir()
		cmd := exec.Command("make", "build-RedirectFunction", "ARTIFACTS_DIR="+artifacts, "PAGE=")
		cmd.Dir = project(t)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var err error
		if built[i], err = os.ReadFile(filepath.Join(artifacts, "bootstrap")); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(built[0], built[1]) {
		t.Error("two builds differ")
	}
	// e_machine EM_AARCH64
	if len(built[0]) < 20 || !bytes.HasPrefix(built[0], []byte("\x7fELF")) || built[0][18] != 0xb7 {
		t.Error("the bootstrap is not a program for arm64")
	}
}

func TestEveryFunctionHasItsBuildTarget(t *testing.T) {
	for _, f := range functions(t, load(t)) {
		cmd := exec.Command("make", "-n", "build-"+f.ID, "ARTIFACTS_DIR=out", "PAGE=")
		cmd.Dir = root
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.Contains(string(out), `-o "out/bootstrap" ./`+f.Folder+"\n") {
			t.Errorf("%s: %v\n%s", f.ID, err, out)
		}
	}
}

// Whoever lacks a tool is told which one, in one line (make adds its own).
func TestMissingTools(t *testing.T) {
	dir := project(t)
	for missing, says := range map[string]string{"go": "Go is not installed", "npm": "npm is not installed"} {
		cmd := exec.Command("make", "--no-print-directory", "binaries")
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+pathWithout(t, missing), "MAKEFLAGS=", "MAKELEVEL=")
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), says) {
			t.Errorf("without %s: %v\n%s", missing, err, out)
		}
	}
}

// pathWithout returns a PATH with what the Makefile uses, except for one program.
func pathWithout(t *testing.T, missing string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"make", "sh", "sed", "find", "tr", "mkdir", "touch", "go", "npm", "node"} {
		if path, err := exec.LookPath(name); err == nil && name != missing {
			if err := os.Symlink(path, filepath.Join(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}
