package table

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

// Salts and secrets are random bytes that all functions share. Whoever asks for them first makes
// them, and they never change.
const (
	attrSalt    = "salt"
	attrSaltDay = "saltDay"
	attrSecret  = "secret"
	randomBytes = 32
)

// Secret returns the 32 bytes of that name, which last and are backed up as long as the table. It
// is for what must fit to other items; other secrets are in the Vault.
func (t *Table) Secret(ctx context.Context, name string) ([]byte, error) {
	item, err := t.getItem(ctx, secretKey(name))
	if err != nil {
		return nil, fmt.Errorf("read a secret: %w", err)
	}
	if secret := bytesOf(item, attrSecret); secret != nil {
		return secret, nil
	}
	secret, err := t.makeOnce(ctx, secretKey(name).Attributes())
	if err != nil {
		return nil, fmt.Errorf("make a secret: %w", err)
	}
	return secret, nil
}

// Vault gives access to the second table, which has no backups and no stream. It is for what must
// be gone once it is gone, and can be made anew without harm: the salts of visits, and secrets that
// nothing kept depends on. It holds no state and may be used by many goroutines at once.
type Vault struct{ table *Table }

// NewVault returns the vault in the table of that name.
func NewVault(client API, name string) *Vault { return &Vault{New(client, name)} }

// Secret returns the 32 bytes of that name.
func (v *Vault) Secret(ctx context.Context, name string) ([]byte, error) {
	return v.table.Secret(ctx, name)
}

// Salts returns the salts of the days, 32 bytes each, and makes those that are not there yet out of
// random. Days are asked for while they last or before. There are only ever two salts: making that
// of a day overwrites that of two days before, so that tomorrow's ends yesterday's. If nobody makes
// one, the table's time to live ends them.
func (v *Vault) Salts(ctx context.Context, random io.Reader, days ...referral.Day) ([][]byte, error) {
	keys := make([]Key, len(days))
	for i, day := range days {
		keys[i] = saltKey(day)
	}
	items, err := v.table.getTogether(ctx, keys, true)
	if err != nil {
		return nil, fmt.Errorf("read the salts: %w", err)
	}
	there := map[Key]Item{}
	for _, item := range items {
		there[KeyOf(item)] = item
	}
	salts := make([][]byte, len(days))
	for i, day := range days {
		item := there[keys[i]]
		if Text(item, attrSaltDay) != string(day) {
			if item, err = v.makeSalt(ctx, random, day); err != nil {
				return nil, fmt.Errorf("make the salt of %s: %w", day, err)
			}
		}
		if salts[i] = bytesOf(item, attrSalt); len(salts[i]) != randomBytes {
			return nil, errNotRandom
		}
	}
	return salts, nil
}

var errDayIsOver = errors.New("the day is over, and its salt is overwritten")

// makeSalt makes the salt of a day, unless somebody was quicker, and returns the item that is there
// afterwards.
func (v *Vault) makeSalt(ctx context.Context, random io.Reader, day referral.Day) (Item, error) {
	salt := make([]byte, randomBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return nil, err
	}
	item := saltKey(day).Attributes()
	item[attrSaltDay] = Str(string(day))
	item[attrSalt] = &types.AttributeValueMemberB{Value: salt}
	item[AttrExpires] = Num(saltExpires(day).Unix())
	_, err := v.table.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                           &v.table.name,
		Item:                                item,
		ConditionExpression:                 new("attribute_not_exists(pk) OR " + attrSaltDay + " < :day"),
		ExpressionAttributeValues:           Item{":day": Str(string(day))},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	var failed *types.ConditionalCheckFailedException
	switch {
	case err == nil:
		return item, nil
	case !errors.As(err, &failed):
		return nil, err
	case Text(failed.Item, attrSaltDay) != string(day):
		return nil, errDayIsOver
	}
	return failed.Item, nil
}

// saltExpires is the end of the day, for a function whose clock is slow.
func saltExpires(day referral.Day) time.Time { return day.Add(1).Time().Add(time.Minute) }

var errNotRandom = errors.New("what is stored is not 32 bytes")

// makeOnce adds a secret to item and puts it, unless there is one at its key already. It returns
// the secret that is there afterwards.
func (t *Table) makeOnce(ctx context.Context, item Item) ([]byte, error) {
	made := make([]byte, randomBytes)
	_, _ = rand.Read(made) // it never fails
	item[attrSecret] = &types.AttributeValueMemberB{Value: made}
	there, err := t.putOnce(ctx, item)
	if err != nil {
		return nil, err
	}
	if there == nil {
		return made, nil
	}
	earlier := bytesOf(there, attrSecret)
	if len(earlier) != randomBytes {
		return nil, errNotRandom
	}
	return earlier, nil
}
