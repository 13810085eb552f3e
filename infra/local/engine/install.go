package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// build is a binary of dynoxide 1.2.1: the npm package that contains it, and its SHA-256.
type build struct{ pkg, digest string }

// builds lists the binaries that npm has, by GOOS/GOARCH. A new version needs its digests here
// and in package-lock.json.
var builds = map[string]build{
	"linux/amd64": {"@dynoxide/linux-x64", "be909b7910d3fb552e85db10ef3c8ebae4bd35fee0f26dffdb6dfa5cc656426e"},
}

var errDigest = errors.New("is not the binary that was tested: its SHA-256 differs")

// Install returns the path of the engine's binary, checked against its digest. If the binary is
// missing or damaged, `npm ci` installs it into infra/local/engine/node_modules of the project
// that the working directory belongs to. Several programs may call Install at once.
func Install(ctx context.Context) (string, error) {
	b, ok := builds[runtime.GOOS+"/"+runtime.GOARCH]
	if !ok {
		return "", fmt.Errorf("there is no DynamoDB engine for %s/%s: "+
			"set DYNAMODB_ENDPOINT to one that runs elsewhere", runtime.GOOS, runtime.GOARCH)
	}
	dir, err := sourceDir()
	if err != nil {
		return "", err
	}
	return install(ctx, dir, b)
}

func install(ctx context.Context, dir string, b build) (string, error) {
	binary := filepath.Join(dir, "node_modules", filepath.FromSlash(b.pkg), "dynoxide")
	if check(binary, b.digest) == nil {
		return binary, nil
	}
	unlock, err := lock(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return "", err
	}
	defer unlock()
	if check(binary, b.digest) == nil { // another program has installed it meanwhile
		return binary, nil
	}
	if err := npmCI(ctx, dir); err != nil {
		return "", err
	}
	if err := check(binary, b.digest); err != nil {
		return "", fmt.Errorf("the DynamoDB engine %s: %w", binary, err)
	}
	return binary, nil
}

func check(binary, digest string) error {
	f, err := os.Open(binary)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != digest {
		return errDigest
	}
	return nil
}

func npmCI(ctx context.Context, dir string) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return errors.New("npm is not installed; it brings the DynamoDB engine (or set DYNAMODB_ENDPOINT)")
	}
	cmd := exec.CommandContext(ctx, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("npm ci in %s: %w: %s", dir, err, lastLine(out))
	}
	return nil
}

func lastLine(out []byte) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return lines[len(lines)-1]
}

// lock takes a lock on the file that excludes other programs, and returns a function that
// releases it.
func lock(file string) (func(), error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock %s: %w", file, err)
	}
	return func() { f.Close() }, nil
}

// sourceDir finds this package's folder from the working directory upwards: `go test` runs in a
// package's folder, `make run` in the project's.
func sourceDir() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		candidate := filepath.Join(dir, "infra", "local", "engine")
		if _, err := os.Stat(filepath.Join(candidate, "package-lock.json")); err == nil {
			return candidate, nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("infra/local/engine not found: run this inside the project")
		}
		dir = parent
	}
}
