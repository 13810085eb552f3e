package counting_test

import (
	"context"
	"errors"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/table"
)

// fate is what happens to a write.
type fate int

const (
	succeeds  fate = iota
	throttled      // refused; nothing is written
	lost           // written, but the answer is lost
	late           // written some time after the caller has given up
)

var errNoAnswer = errors.New("no answer")

// faultyTable passes requests on to a table, except that fate decides about writes. Once
// killed, it writes nothing.
type faultyTable struct {
	table.API
	fate func() fate // called with mu held; nil: all succeed

	mu     sync.Mutex
	killed bool
	writes int
	late   []*dynamodb.UpdateItemInput
}

func (f *faultyTable) UpdateItem(
	ctx context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options),
) (*dynamodb.UpdateItemOutput, error) {
	switch f.next(in) {
	case throttled:
		return nil, &types.ProvisionedThroughputExceededException{}
	case lost:
		_, _ = f.API.UpdateItem(ctx, in)
		return nil, errNoAnswer
	case late:
		return nil, errNoAnswer
	}
	return f.API.UpdateItem(ctx, in)
}

func (f *faultyTable) next(in *dynamodb.UpdateItemInput) fate {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.killed {
		return throttled
	}
	f.writes++
	if f.fate == nil {
		return succeeds
	}
	next := f.fate()
	if next == late {
		f.late = append(f.late, in)
	}
	return next
}

// arrive lets the n-th of the late writes arrive.
func (f *faultyTable) arrive(ctx context.Context, n int) {
	f.mu.Lock()
	in := f.late[n]
	f.late = append(f.late[:n], f.late[n+1:]...)
	f.mu.Unlock()
	_, _ = f.API.UpdateItem(ctx, in) // its condition may fail by now
}

// killAfter lets n more writes happen. After that, the process is gone. last is the fate of the
// last one.
func (f *faultyTable) killAfter(n int, last fate) {
	done := 0
	f.fate = func() fate {
		if done++; done > n {
			f.killed = true
			return throttled
		} else if done == n {
			return last
		}
		return succeeds
	}
}
