package table

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
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
	Secret   string                    `dynamodbav:"secret"`
	Status   referral.Status           `dynamodbav:"status"`
	Created  time.Time                 `dynamodbav:"created"`
	Version  int                       `dynamodbav:"version"`
}

func recordOfWebhook(w referral.Webhook) Item {
	k, g := WebhookKey(w.ID), WebhooksKey(w.ID)
	return marshal(webhookRecord{PK: k.PK, SK: k.SK, GSIPK: g.PK, GSISK: g.SK, ID: w.ID, Merchant: w.Merchant, Partner: w.Partner, URL: w.URL,
		Events: w.Events, Secret: w.Secret, Status: w.Status, Created: w.Created.UTC(), Version: w.Version})
}

func (r webhookRecord) webhook() referral.Webhook {
	return referral.Webhook{ID: r.ID, Merchant: r.Merchant, Partner: r.Partner, URL: r.URL, Events: r.Events, Secret: r.Secret,
		Status: r.Status, Created: r.Created, Version: r.Version}
}

// Webhook reads a webhook as it is at this moment; an unknown one is a NotFound error.
func (t *Table) Webhook(ctx context.Context, id string) (referral.Webhook, error) {
	var r webhookRecord
	err := t.get(ctx, WebhookKey(id), "webhook", &r)
	return r.webhook(), err
}

// Webhooks returns all webhooks. One made a moment ago may be missing for a second.
func (t *Table) Webhooks(ctx context.Context) ([]referral.Webhook, error) {
	var all []referral.Webhook
	pages := dynamodb.NewQueryPaginator(t.client, &dynamodb.QueryInput{TableName: &t.name, IndexName: new(IndexName),
		KeyConditionExpression: new("gsi1pk = :all"), ExpressionAttributeValues: Item{":all": Str(WebhooksKey("").PK)}})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list webhooks: %w", err)
		}
		webhooks, err := valuesOf(page.Items, webhookRecord.webhook)
		if err != nil {
			return nil, err
		}
		all = append(all, webhooks...)
	}
	return all, nil
}

// PutWebhook writes w, which has passed its Check, as the version after its own; version 0 is a new webhook. If it has changed since it was
// read it is a Conflict error. With a stamp the change is noted in the audit.
func (t *Table) PutWebhook(ctx context.Context, before *referral.Webhook, w referral.Webhook, by *referral.Stamp) (referral.Webhook, error) {
	put := &types.Put{TableName: &t.name, ConditionExpression: new(notThere)}
	action, was := "create", Item(nil)
	if before != nil {
		action, was = "update", recordOfWebhook(*before)
		put.ConditionExpression = new("version = :before")
		put.ExpressionAttributeValues = Item{":before": Num(int64(before.Version))}
		w.Version = before.Version
	}
	w.Version++
	put.Item = recordOfWebhook(w)
	writes := []types.TransactWriteItem{{Put: put}}
	if by != nil {
		writes = append(writes, t.auditPut(auditItem("webhook", w.ID, action, withoutSecret(was), withoutSecret(put.Item), *by, w.Version)))
	}
	_, err := t.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	if len(failedConditions(err)) > 0 {
		return w, referral.Conflictf("somebody else has changed the webhook meanwhile")
	}
	if err != nil {
		return w, fmt.Errorf("write a webhook: %w", err)
	}
	return w, nil
}

func withoutSecret(item Item) Item {
	open := Item{}
	for name, value := range item {
		if name != "secret" {
			open[name] = value
		}
	}
	return open
}
