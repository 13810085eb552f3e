package table

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
)

type webhookRecord struct {
	PK       string                    `dynamodbav:"pk"`
	SK       string                    `dynamodbav:"sk"`
	GSIPK    string                    `dynamodbav:"gsi1pk"`
	GSISK    string                    `dynamodbav:"gsi1sk"`
	ID       string                    `dynamodbav:"id"`
	Merchant referral.Code             `dynamodbav:"merchant,omitempty"`
	Partner  referral.Code             `dynamodbav:"partner,omitempty"`
	URL      string                    `dynamodbav:"url"`
	Events   []referral.ConversionType `dynamodbav:"events,omitempty"`
	Status   referral.Status           `dynamodbav:"status"`
	Created  time.Time                 `dynamodbav:"created"`
	Version  int                       `dynamodbav:"version"`
}

func recordOfWebhook(w referral.Webhook) Item {
	k, g := webhookKey(w.ID), webhooksKey(w.ID)
	return marshal(webhookRecord{
		PK:       k.PK,
		SK:       k.SK,
		GSIPK:    g.PK,
		GSISK:    g.SK,
		ID:       w.ID,
		Merchant: w.Merchant,
		Partner:  w.Partner,
		URL:      w.URL,
		Events:   w.Events,
		Status:   w.Status,
		Created:  w.Created.UTC(),
		Version:  w.Version,
	})
}

func (r webhookRecord) webhook() referral.Webhook {
	return referral.Webhook{
		ID:       r.ID,
		Merchant: r.Merchant,
		Partner:  r.Partner,
		URL:      r.URL,
		Events:   r.Events,
		Status:   r.Status,
		Created:  r.Created,
		Version:  r.Version,
	}
}

// Webhook reads a webhook; an unknown one is a NotFound error.
func (t *Table) Webhook(ctx context.Context, id string) (referral.Webhook, error) {
	k, secret := webhookKey(id), webhookSecretKey(id)
	found, err := t.batchGet(ctx, []Key{k, secret})
	if err != nil {
		return referral.Webhook{}, fmt.Errorf("read a webhook: %w", err)
	}
	if found[k] == nil {
		return referral.Webhook{}, referral.NotFoundf("no such webhook")
	}
	hooks, err := valuesOf([]Item{found[k]}, webhookRecord.webhook)
	if err != nil {
		return referral.Webhook{}, err
	}
	hooks[0].Secret = Text(found[secret], attrSecret)
	return hooks[0], nil
}

// Webhooks returns all webhooks, without their secrets, which are not in the index that it reads.
func (t *Table) Webhooks(ctx context.Context) ([]referral.Webhook, error) {
	items, err := t.collectAll(ctx, t.queryIndex(webhooksKey("").PK, ""))
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	return valuesOf(items, webhookRecord.webhook)
}

// PutWebhook turns before, as it was read or nil for a new webhook, into w, and returns it as it is
// now. If the webhook has changed since it was read, that is a Conflict error. With a stamp, the
// change is noted in the audit.
func (t *Table) PutWebhook(
	ctx context.Context, before *referral.Webhook, w referral.Webhook, by *referral.Stamp,
) (referral.Webhook, error) {
	action, was, read := referral.ActionCreate, Item(nil), 0
	if before != nil {
		action, was, read = referral.ActionUpdate, recordOfWebhook(*before), before.Version
	}
	w.Version = read + 1
	is := recordOfWebhook(w)
	put := t.putNew(is)
	if before != nil {
		put = t.replace(read, is)
	}
	secret := webhookSecretKey(w.ID).Attributes()
	secret[attrSecret] = Str(w.Secret)
	writes := []types.TransactWriteItem{put, t.put(secret)}
	if by != nil {
		writes = append(writes, t.auditPut(auditItem("webhook", w.ID, action, was, is, *by, w.Version)))
	}
	err := t.transact(ctx, writes...)
	if anyConditionFailed(err) {
		return w, referral.Conflictf("somebody else has changed the webhook in the meantime")
	}
	if err != nil {
		return w, fmt.Errorf("write a webhook: %w", err)
	}
	return w, nil
}
