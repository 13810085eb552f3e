package engine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeProject makes a folder with a lock file and a damaged binary, and puts an npm on the PATH
// that runs the script.
func fakeProject(t *testing.T, npm string) (dir string, b build) {
	t.Helper()
	dir, bin := t.TempDir(), t.TempDir()
	const ofHello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
	b = build{pkg: "@dynoxide/linux-x64", digest: ofHello}
	installed := filepath.Join(dir, "node_modules", b.pkg)
	for file, content := range map[string]string{
		filepath.Join(dir, "package-lock.json"): "{}",
		filepath.Join(installed, "dynoxide"):    "damaged",
		filepath.Join(bin, "npm"):               "#!/bin/sh\n" + npm,
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin+":/usr/bin:/bin")
	return dir, b
}

func TestADamagedBinaryIsReinstalled(t *testing.T) {
	dir, b := fakeProject(t, "printf hello > node_modules/@dynoxide/linux-x64/dynoxide")
	binary, err := install(t.Context(), dir, b)
	if err != nil || !strings.HasPrefix(binary, dir) {
		t.Errorf("%s, %v", binary, err)
	}
}

func TestABinaryWithAnotherDigestIsRefused(t *testing.T) {
	dir, b := fakeProject(t, "printf hacked > node_modules/@dynoxide/linux-x64/dynoxide")
	if _, err := install(t.Context(), dir, b); !errors.Is(err, errDigest) {
		t.Errorf("error = %v", err)
	}
}

func TestAFailingOrMissingNpmIsOneLine(t *testing.T) {
	dir, b := fakeProject(t, "echo 'npm error network' >&2; exit 1")
	_, err := install(t.Context(), dir, b)
	if err == nil || !strings.HasSuffix(err.Error(), "npm error network") {
		t.Errorf("error = %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	_, err = install(t.Context(), dir, b)
	if err == nil || !strings.HasPrefix(err.Error(), "npm is not installed") {
		t.Errorf("error = %v", err)
	}
}
