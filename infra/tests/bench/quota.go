package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// quotaPeriod is the period in which Lambda hands out processor time.
const quotaPeriod = 20 * time.Millisecond

// quotaOf returns the processor time that a Lambda with that memory gets in each period. With
// 1,769 MB it gets one processor
// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
func quotaOf(megabytes int) time.Duration {
	return quotaPeriod * time.Duration(megabytes) / 1769
}

// quota is a control group that limits processor time.
type quota struct{ dir string }

var errNoQuota = errors.New("processor time can't be limited without control groups")

// newQuota creates a control group of version 1 or 2.
func newQuota(megabytes int) (*quota, error) {
	name := fmt.Sprintf("signpost-bench-%d-%d", os.Getpid(), megabytes)
	limit := strconv.FormatInt(quotaOf(megabytes).Microseconds(), 10)
	period := strconv.FormatInt(quotaPeriod.Microseconds(), 10)
	for _, try := range []struct {
		root  string
		files map[string]string
	}{
		{"/sys/fs/cgroup/cpu", map[string]string{"cpu.cfs_period_us": period, "cpu.cfs_quota_us": limit}},
		{"/sys/fs/cgroup", map[string]string{"cpu.max": limit + " " + period}},
	} {
		q := &quota{filepath.Join(try.root, name)}
		if os.Mkdir(q.dir, 0o755) != nil {
			continue
		}
		if q.set(try.files) == nil {
			return q, nil
		}
		q.remove()
	}
	return nil, errNoQuota
}

func (q *quota) set(files map[string]string) error {
	for name, value := range files {
		path := filepath.Join(q.dir, name)
		if _, err := os.Stat(path); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(value), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// limit puts a running function under the quota. It is not called before, because Lambda gives
// a starting function all of the processor.
func (q *quota) limit(f *function) error {
	return os.WriteFile(filepath.Join(q.dir, "cgroup.procs"), []byte(strconv.Itoa(f.cmd.Process.Pid)), 0o644)
}

// remove removes the control group once its processes are gone.
func (q *quota) remove() {
	for range 100 {
		if os.Remove(q.dir) == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}
