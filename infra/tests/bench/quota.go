package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// quotaPeriod is the period in which AWS Lambda gives out processor time.
const quotaPeriod = 20 * time.Millisecond

// share is the processor time in each period that Lambda gives to a function of that memory:
// 1,769 MB get one processor
// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html).
func quotaOf(megabytes int) time.Duration {
	return quotaPeriod * time.Duration(megabytes) / 1769
}

// quota is a control group that limits processor time.
type quota struct{ dir string }

var errNoQuota = errors.New("there is no control group to limit processor time with")

// newQuota makes a control group, of version 1 or 2.
func newQuota(megabytes int) (*quota, error) {
	name := fmt.Sprintf("signpost-bench-%d-%d", os.Getpid(), megabytes)
	limit, period := strconv.Itoa(int(quotaOf(megabytes).Microseconds())), strconv.Itoa(int(quotaPeriod.Microseconds()))
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

// limit puts a running function under the quota: Lambda gives all the processor to a function
// that starts.
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
