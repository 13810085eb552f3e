package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"signpost/infra/tests/makerun"
)

// loadFor is how long each server is loaded in a round.
const loadFor = 1500 * time.Millisecond

// measureLocal loads the whole local stack, including durable counting, and compares it with
// two servers that count nothing.
func measureLocal(ctx context.Context, b *bench) error {
	stack, stopStack, err := b.startStack(ctx)
	if err != nil {
		return err
	}
	defer stopStack()
	nginx, stopNginx, err := b.startNginx(ctx)
	if err != nil {
		return err
	}
	defer stopNginx()
	bare := httptest.NewServer(http.RedirectHandler("https://example.com/", http.StatusFound))
	defer bare.Close()
	servers := []string{stack, nginx, strings.TrimPrefix(bare.URL, "http://")}
	for _, connections := range []int{8, 64} {
		// Times per request, whose inverses are the rates.
		times, err := interleave(servers, func(address string) (time.Duration, error) {
			return load(ctx, address, connections, loadFor)
		})
		if err != nil {
			return err
		}
		suffix := fmt.Sprintf("_%d", connections)
		b.result("local_redirects_per_second"+suffix, perSecond(times[0]), "1/s")
		b.result("nginx_redirects_per_second"+suffix, perSecond(times[1]), "1/s")
		b.result("go_redirects_per_second"+suffix, perSecond(times[2]), "1/s")
		b.result("local_vs_nginx"+suffix, ratio(times[1], times[0]), "ratio")
		b.result("local_vs_go"+suffix, ratio(times[2], times[0]), "ratio")
	}
	return b.measureLocalLatency(ctx, stack)
}

// measureLocalLatency measures how long a visitor waits with 8 connections.
func (b *bench) measureLocalLatency(ctx context.Context, stack string) error {
	taken, err := loadFully(ctx, stack, 8, 2*loadFor)
	if err != nil {
		return err
	}
	b.result("local_p50_8_ms", milli(percentile(taken, 50)), "ms")
	b.result("local_p99_8_ms", milli(percentile(taken, 99)), "ms")
	return nil
}

func perSecond(each time.Duration) float64 { return float64(time.Second) / float64(each) }

// startStack runs the local stack as make run does, on an empty data folder, and returns its
// address.
func (b *bench) startStack(ctx context.Context) (address string, stop func(), err error) {
	binaries := filepath.Join(b.dir, "binaries")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags", "lambda.norpc",
		"-o", binaries+"/", "./functions/...", "./infra/local")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("build the stack: %w: %s", err, said)
	}
	port, err := makerun.FreePort()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command(filepath.Join(binaries, "local"))
	cmd.Env = append(os.Environ(), "BINARIES="+binaries, "DATA="+filepath.Join(b.dir, "data"), "PORT="+port)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() }
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "ready ") {
			return "127.0.0.1:" + port, stop, nil
		}
	}
	stop()
	return "", nil, errors.New("the local stack did not get ready")
}

// nginxConfig has the folder and the port left to fill in.
const nginxConfig = `daemon off; worker_processes auto; pid %[1]s/pid; error_log %[1]s/error;
events { worker_connections 1024; }
http {
	access_log off; keepalive_requests 100000000;
	client_body_temp_path %[1]s; proxy_temp_path %[1]s; fastcgi_temp_path %[1]s;
	uwsgi_temp_path %[1]s; scgi_temp_path %[1]s;
	server { listen 127.0.0.1:%[2]s; location / { return 302 https://example.com/; } }
}`

// findNginx returns nginx's path. If nginx is not there, it is installed.
func findNginx(ctx context.Context) (string, error) {
	binary, err := exec.LookPath("nginx")
	if err == nil {
		return binary, nil
	}
	install := exec.CommandContext(ctx, "sh", "-c", "apt-get update -qq && apt-get install -y -qq nginx-light")
	if said, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("install nginx-light: %w: %s", err, said)
	}
	return "/usr/sbin/nginx", nil
}

// startNginx runs nginx with its usual number of processes. Its configuration has the answer.
func (b *bench) startNginx(ctx context.Context) (address string, stop func(), err error) {
	binary, err := findNginx(ctx)
	if err != nil {
		return "", nil, err
	}
	port, err := makerun.FreePort()
	if err != nil {
		return "", nil, err
	}
	dir := filepath.Join(b.dir, "nginx")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", nil, err
	}
	config := fmt.Appendf(nil, nginxConfig, dir, port)
	if err := os.WriteFile(filepath.Join(dir, "conf"), config, 0o644); err != nil {
		return "", nil, err
	}
	cmd := exec.Command(binary, "-c", filepath.Join(dir, "conf"), "-p", dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { _ = cmd.Process.Signal(syscall.SIGTERM); _ = cmd.Wait() }
	address = "127.0.0.1:" + port
	for range 100 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return address, stop, nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop()
	return "", nil, errors.New("nginx does not listen")
}
