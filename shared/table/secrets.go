package table

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// Salts and secrets are random bytes that all functions share. Whoever asks for them first makes
// them, and they never change.
const (
	attrSalt    = "salt"
	attrSecret  = "secret"
	randomBytes = 32
)

// Secret returns the 32 bytes of that name.
func (t *Table) Secret(ctx context.Context, name string) ([]byte, error) {
	item, err := t.getItem(ctx, secretKey(name))
	if err != nil {
		return nil, fmt.Errorf("read a secret: %w", err)
	}
	if secret := bytesOf(item, attrSecret); secret != nil {
		return secret, nil
	}
	secret, err := t.makeOnce(ctx, rand.Reader, attrSecret, secretKey(name).Attributes())
	if err != nil {
		return nil, fmt.Errorf("make a secret: %w", err)
	}
	return secret, nil
}

// Salts returns the salts of the days, 32 bytes each, and makes those that are not there yet out of
// random. A salt expires with its day.
func (t *Table) Salts(ctx context.Context, random io.Reader, days ...referral.Day) ([][]byte, error) {
	keys := make([]Key, len(days))
	for i, day := range days {
		keys[i] = saltKey(day)
	}
	items, err := t.getTogether(ctx, keys, true)
	if err != nil {
		return nil, fmt.Errorf("read the salts: %w", err)
	}
	there := map[Key][]byte{}
	for _, item := range items {
		there[KeyOf(item)] = bytesOf(item, attrSalt)
	}
	salts := make([][]byte, len(days))
	for i, day := range days {
		if salts[i] = there[keys[i]]; len(salts[i]) == randomBytes {
			continue
		}
		item := keys[i].Attributes()
		item[AttrExpires] = Num(saltExpires(day).Unix())
		if salts[i], err = t.makeOnce(ctx, random, attrSalt, item); err != nil {
			return nil, fmt.Errorf("make the salt of %s: %w", day, err)
		}
	}
	return salts, nil
}

// saltExpires is the end of the day, by a function whose clock is slow.
func saltExpires(day referral.Day) time.Time { return day.Add(1).Time().Add(time.Minute) }

var errNotRandom = errors.New("what is stored is not 32 bytes")

// makeOnce adds 32 bytes from random to item and puts it, unless there is one at its key
// already. It returns the bytes that are there afterwards.
func (t *Table) makeOnce(ctx context.Context, random io.Reader, attribute string, item Item) ([]byte, error) {
	made := make([]byte, randomBytes)
	if _, err := io.ReadFull(random, made); err != nil {
		return nil, err
	}
	item[attribute] = &types.AttributeValueMemberB{Value: made}
	there, err := t.putOnce(ctx, item)
	if err != nil {
		return nil, err
	}
	if there == nil {
		return made, nil
	}
	earlier := bytesOf(there, attribute)
	if len(earlier) != randomBytes {
		return nil, errNotRandom
	}
	return earlier, nil
}
