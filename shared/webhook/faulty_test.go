package webhook_test

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/table"
)

// fault is what happens to a call: it is refused, or it takes effect and its answer is lost.
type fault int

const (
	none fault = iota
	refused
	answerLost
)

var errInjected = errors.New("injected fault")

func planned(plan func() fault) fault {
	if plan == nil {
		return none
	}
	return plan()
}

// faulty is a table whose reads and writes fail as planned. A write whose answer is lost is tried
// again at once, as the SDK does.
type faulty struct {
	table.API
	plan func() fault
}

func (f *faulty) GetItem(
	ctx context.Context, in *dynamodb.GetItemInput, o ...func(*dynamodb.Options),
) (*dynamodb.GetItemOutput, error) {
	if planned(f.plan) != none {
		return nil, errInjected
	}
	return f.API.GetItem(ctx, in, o...)
}

func (f *faulty) Query(
	ctx context.Context, in *dynamodb.QueryInput, o ...func(*dynamodb.Options),
) (*dynamodb.QueryOutput, error) {
	if planned(f.plan) != none {
		return nil, errInjected
	}
	return f.API.Query(ctx, in, o...)
}

func (f *faulty) PutItem(
	ctx context.Context, in *dynamodb.PutItemInput, o ...func(*dynamodb.Options),
) (*dynamodb.PutItemOutput, error) {
	switch planned(f.plan) {
	case refused:
		return nil, errInjected
	case answerLost:
		_, _ = f.API.PutItem(ctx, in, o...)
	}
	return f.API.PutItem(ctx, in, o...)
}
