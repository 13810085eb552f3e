package counting

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"

	"signpost/shared/referral"
)

// adGroups is how many rows a partner's ads on one website share in an hour: enough that a row
// stays small with hundreds of ads in use, few enough that a batch in which many ads appear once
// each needs fewer writes than it has ads.
const adGroups = 8

// Groups spreads a partner's ads over rows. Nobody can choose an ad's code so that it falls into
// a certain row, because the hash has a secret key. The key must never change: an event that is
// delivered again has to find the row that may have counted it.
type Groups struct{ key []byte }

// NewGroups returns the groups that key makes.
func NewGroups(key []byte) Groups { return Groups{key: key} }

// Of returns the group of an ad, "" among them.
func (g Groups) Of(ad referral.Code) int {
	hash := sha256.New()
	hash.Write(g.key)
	hash.Write([]byte(ad))
	return int(hash.Sum(nil)[0]) % adGroups
}

// Secrets gives random keys that all counters share.
type Secrets interface {
	// Secret returns the 32 bytes of that name; the first caller makes them.
	Secret(ctx context.Context, name string) ([]byte, error)
}

// GroupsSecret is the name of the secret that Groups are made with.
const GroupsSecret = "ad-groups"

// groupsMemory keeps the groups once their key has been read.
type groupsMemory struct {
	mu     sync.Mutex
	groups *Groups
}

func (m *groupsMemory) get(ctx context.Context, secrets Secrets) (Groups, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.groups != nil {
		return *m.groups, nil
	}
	key, err := secrets.Secret(ctx, GroupsSecret)
	if err != nil {
		return Groups{}, fmt.Errorf("read the key of ad groups: %w", err)
	}
	m.groups = new(NewGroups(key))
	return *m.groups, nil
}
