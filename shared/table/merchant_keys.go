package table

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

type merchantKeyRecord struct {
	PK       string        `dynamodbav:"pk"`
	SK       string        `dynamodbav:"sk"`
	GSIPK    string        `dynamodbav:"gsi1pk"`
	GSISK    string        `dynamodbav:"gsi1sk"`
	ID       string        `dynamodbav:"id"`
	Hash     string        `dynamodbav:"hash"`
	Merchant referral.Code `dynamodbav:"merchant"`
	Name     string        `dynamodbav:"name"`
	// MayNamePartner is absent from keys of earlier releases, which may.
	Websites       []referral.Code `dynamodbav:"websites,stringset,omitempty"`
	MayNamePartner *bool           `dynamodbav:"mayNamePartner,omitempty"`
	Created        time.Time       `dynamodbav:"created"`
	Revoked        *time.Time      `dynamodbav:"revoked,omitempty"`
}

func recordOfMerchantKey(m referral.MerchantKey) Item {
	k, g := merchantKeyKey(m.ID), merchantKeysKey(m.ID, m.Created.UTC().Format(time.RFC3339))
	return marshal(merchantKeyRecord{
		PK:             k.PK,
		SK:             k.SK,
		GSIPK:          g.PK,
		GSISK:          g.SK,
		ID:             m.ID,
		Hash:           m.Hash,
		Merchant:       m.Merchant,
		Name:           m.Name,
		Websites:       m.Scope.Websites,
		MayNamePartner: new(!m.Scope.NamesNoPartner),
		Created:        m.Created.UTC(),
		Revoked:        timeOrNil(m.Revoked),
	})
}

func (r merchantKeyRecord) merchantKey() referral.MerchantKey {
	return referral.MerchantKey{
		ID:       r.ID,
		Hash:     r.Hash,
		Merchant: r.Merchant,
		Name:     r.Name,
		Scope:    r.scope(),
		Created:  r.Created,
		Revoked:  timeOrZero(r.Revoked),
	}
}

func (r merchantKeyRecord) scope() referral.Scope {
	return referral.Scope{
		Websites:       sortedCodes(r.Websites),
		NamesNoPartner: r.MayNamePartner != nil && !*r.MayNamePartner,
	}
}

// MerchantByKey returns the key that secret opens. Any other secret, and that of a revoked key, is
// an Unauthorized error.
func (t *Table) MerchantByKey(ctx context.Context, secret string) (referral.MerchantKey, error) {
	key, err := t.merchantKey(ctx, referral.MerchantKeyID(secret))
	if referral.CodeOf(err) == referral.NotFound || err == nil && !key.Opens(secret) {
		return referral.MerchantKey{}, referral.Errorf(referral.Unauthorized, "no such merchant key")
	}
	return key, err
}

func (t *Table) merchantKey(ctx context.Context, id string) (referral.MerchantKey, error) {
	k := merchantKeyKey(id)
	found, err := t.batchGet(ctx, []Key{k, keyUseKey(id)})
	if err != nil {
		return referral.MerchantKey{}, fmt.Errorf("read a key: %w", err)
	}
	if found[k] == nil {
		return referral.MerchantKey{}, referral.NotFoundf("no such key")
	}
	keys, err := keysWithUses([]Item{found[k]}, found)
	if err != nil {
		return referral.MerchantKey{}, err
	}
	return keys[0], nil
}

// attrLastUsed is, in the item at keyUseKey, when the key was used last.
const attrLastUsed = "lastUsed"

// keysWithUses reads keys, and from uses when they were used last.
func keysWithUses(items []Item, uses map[Key]Item) ([]referral.MerchantKey, error) {
	keys, err := valuesOf(items, merchantKeyRecord.merchantKey)
	if err != nil {
		return nil, err
	}
	for i, key := range keys {
		use := Text(uses[keyUseKey(key.ID)], attrLastUsed)
		if use == "" {
			continue
		}
		if keys[i].LastUsed, err = time.Parse(time.RFC3339, use); err != nil {
			return nil, fmt.Errorf("read the use of a key: %w", err)
		}
	}
	return keys, nil
}

// NoteKeyUse notes that the key was used now. It writes at most once an hour for each key, so that
// it adds next to nothing to the cost of a conversion.
func (t *Table) NoteKeyUse(ctx context.Context, key referral.MerchantKey, now time.Time) error {
	now = now.UTC().Truncate(time.Hour)
	if !key.LastUsed.Before(now) {
		return nil
	}
	at := Str(now.Format(time.RFC3339))
	use := keyUseKey(key.ID).Attributes()
	use[attrLastUsed] = at
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                 &t.name,
		Item:                      use,
		ConditionExpression:       new("attribute_not_exists(lastUsed) OR lastUsed < :now"),
		ExpressionAttributeValues: Item{":now": at},
	})
	if err != nil && !ConditionFailed(err) {
		return fmt.Errorf("note the use of a key: %w", err)
	}
	return nil
}

// CreateMerchantKey keeps a new key and notes it in the audit. The same secret twice is a Conflict
// error.
func (t *Table) CreateMerchantKey(ctx context.Context, key referral.MerchantKey, by referral.Stamp) error {
	item := recordOfMerchantKey(key)
	note := auditItem("key", key.ID, referral.ActionCreate, nil, item, by, 1)
	err := t.transact(ctx, t.putNew(item), t.auditPut(note))
	if anyConditionFailed(err) {
		return referral.Conflictf("this key exists already")
	}
	if err != nil {
		return fmt.Errorf("create a key: %w", err)
	}
	return nil
}

// RevokeMerchantKey makes a key useless forever, from the next request on. Doing it again changes
// nothing. An unknown id is a NotFound error.
func (t *Table) RevokeMerchantKey(ctx context.Context, id string, by referral.Stamp) error {
	key, err := t.merchantKey(ctx, id)
	if err != nil || !key.Revoked.IsZero() {
		return err
	}
	before := recordOfMerchantKey(key)
	key.Revoked = by.At
	after := recordOfMerchantKey(key)
	revoke := t.put(after)
	revoke.Put.ConditionExpression = new("attribute_exists(pk) AND attribute_not_exists(revoked)")
	note := auditItem("key", id, referral.ActionRevoke, before, after, by, 2)
	err = t.transact(ctx, revoke, t.auditPut(note))
	if err != nil && !conditionFailedAt(err, 0) { // which means that somebody else was quicker
		return fmt.Errorf("revoke a key: %w", err)
	}
	return nil
}

// MerchantKeys returns all keys, the oldest first, revoked ones included. It reads the index.
func (t *Table) MerchantKeys(ctx context.Context) ([]referral.MerchantKey, error) {
	items, err := t.collectAll(ctx, t.queryIndex(merchantKeysKey("", "").PK, ""))
	if err != nil {
		return nil, fmt.Errorf("list the keys: %w", err)
	}
	var uses []Key
	for _, item := range items {
		uses = append(uses, keyUseKey(Text(item, "id")))
	}
	found, err := t.batchGet(ctx, uses)
	if err != nil {
		return nil, fmt.Errorf("list the keys: %w", err)
	}
	return keysWithUses(items, found)
}
