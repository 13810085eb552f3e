package main

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// stopWithMake ends this program when the make that started it ends or is told to. GNU make
// passes SIGTERM on to its children but not SIGINT, because a terminal sends that to all of
// them. A SIGINT sent to make alone would leave it waiting for ever. It shows from outside,
// though: make drops its signal handlers before it waits (fatal_error_signal in its
// commands.c). If make is killed, the kernel signals this program.
func stopWithMake(ctx context.Context) {
	parent := os.Getppid()
	_ = unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(syscall.SIGTERM), 0, 0, 0)
	if parent == 1 || os.Getppid() != parent { // make was gone before prctl
		os.Exit(0)
	}
	if !catchesInterrupts(parent) {
		return
	}
	go func() {
		for ctx.Err() == nil && catchesInterrupts(parent) {
			time.Sleep(200 * time.Millisecond)
		}
		if ctx.Err() == nil {
			_ = syscall.Kill(os.Getpid(), syscall.SIGINT)
		}
	}()
}

// catchesInterrupts reports whether a process has a handler for SIGINT.
func catchesInterrupts(pid int) bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return false
	}
	_, rest, _ := strings.Cut(string(status), "SigCgt:\t")
	mask, _, _ := strings.Cut(rest, "\n")
	caught, err := strconv.ParseUint(mask, 16, 64)
	return err == nil && caught&(1<<(uint(syscall.SIGINT)-1)) != 0
}
