package table

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Bounds of a BatchGetItem: how many keys it takes, and how often we ask again for what it left out
// for lack of capacity.
const (
	batchKeys  = 100
	batchTries = 5
)

// Items reads the items at keys, of packages that keep items of their own in the table, with
// consistent reads. The answer leaves out what does not exist.
func (t *Table) Items(ctx context.Context, keys []Key) (map[Key]Item, error) {
	return t.batchGet(ctx, keys)
}

// batchGet reads the items at keys with consistent reads, a hundred in a request. The answer leaves
// out what does not exist.
func (t *Table) batchGet(ctx context.Context, keys []Key) (map[Key]Item, error) {
	found := make(map[Key]Item, len(keys))
	seen := make(map[Key]bool, len(keys))
	var batch []Item
	for i, k := range keys {
		if !seen[k] {
			seen[k] = true
			batch = append(batch, k.Attributes())
		}
		if len(batch) == batchKeys || i == len(keys)-1 && len(batch) > 0 {
			if err := t.getBatch(ctx, batch, found); err != nil {
				return nil, err
			}
			batch = nil
		}
	}
	return found, nil
}

// getBatch reads one batch into found.
func (t *Table) getBatch(ctx context.Context, batch []Item, found map[Key]Item) error {
	ask := types.KeysAndAttributes{Keys: batch, ConsistentRead: new(true)}
	for try := range batchTries {
		out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{t.name: ask},
		})
		if err != nil {
			return err
		}
		for _, item := range out.Responses[t.name] {
			found[KeyOf(item)] = item
		}
		if len(out.UnprocessedKeys[t.name].Keys) == 0 {
			return nil
		}
		ask = out.UnprocessedKeys[t.name]
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond << try):
		}
	}
	return fmt.Errorf("%d items were not read for lack of capacity", len(ask.Keys))
}

var errUnprocessed = errors.New("the table left keys unread")

// getTogether reads the items at keys in one request. It fails when the table leaves some unread,
// as it does when it is throttled.
func (t *Table) getTogether(ctx context.Context, keys []Key, consistent bool) ([]Item, error) {
	ask := types.KeysAndAttributes{ConsistentRead: &consistent}
	for _, k := range keys {
		ask.Keys = append(ask.Keys, k.Attributes())
	}
	out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
		RequestItems: map[string]types.KeysAndAttributes{t.name: ask},
	})
	if err != nil {
		return nil, err
	}
	if len(out.UnprocessedKeys) > 0 {
		return nil, errUnprocessed
	}
	return out.Responses[t.name], nil
}
