package main

import (
	"archive/zip"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

const megabyte = 1e6

// measureSize builds the redirect for AWS and measures what a cold start has to load.
func measureSize(ctx context.Context, b *bench) error {
	bootstrap := filepath.Join(b.dir, "arm64", "bootstrap")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", "lambda.norpc",
		"-ldflags", "-s -w -buildid=", "-o", bootstrap, "./functions/redirect")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	info, err := os.Stat(bootstrap)
	if err != nil {
		return err
	}
	zipped, err := zippedSize(bootstrap)
	if err != nil {
		return err
	}
	b.result("redirect_bootstrap_mb", float64(info.Size())/megabyte, "MB")
	b.result("redirect_zip_mb", float64(zipped)/megabyte, "MB")
	return nil
}

func zippedSize(path string) (int64, error) {
	in, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	var size counter
	w := zip.NewWriter(&size)
	w.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestCompression)
	})
	file, err := w.Create("bootstrap")
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(file, in); err != nil {
		return 0, err
	}
	return int64(size), w.Close()
}

// counter counts the bytes that are written to it.
type counter int64

// Write implements io.Writer.
func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
