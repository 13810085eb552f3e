package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// measureBots lets infra/generate/bots measure how well people and programs are told apart. It
// installs the npm packages for that.
func measureBots(ctx context.Context, b *bench) error {
	const dir = "infra/generate/bots"
	if _, err := os.Stat(dir + "/node_modules/crawler-user-agents"); err != nil {
		install := command(ctx, dir, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
		if out, err := install.CombinedOutput(); err != nil {
			return fmt.Errorf("npm ci: %w: %s", err, out)
		}
	}
	measure := command(ctx, dir, "go", "run", ".", "-measure")
	var said bytes.Buffer
	measure.Stderr = &said
	out, err := measure.Output()
	if err != nil {
		return fmt.Errorf("%w: %s", err, said.Bytes())
	}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue
		}
		value, err := strconv.ParseFloat(fields[1], 64)
		if err != nil {
			return err
		}
		b.result(fields[0], value, fields[2])
	}
	return nil
}

func command(ctx context.Context, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	return cmd
}
