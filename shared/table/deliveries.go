package table

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

type deliveryRecord struct {
	PK       string                  `dynamodbav:"pk"`
	SK       string                  `dynamodbav:"sk"`
	Webhook  string                  `dynamodbav:"webhook"`
	Event    string                  `dynamodbav:"event"`
	Type     referral.ConversionType `dynamodbav:"type"`
	Values   map[string]string       `dynamodbav:"values,omitempty"`
	Body     string                  `dynamodbav:"body,omitempty"`
	URL      string                  `dynamodbav:"url,omitempty"`
	Status   referral.DeliveryStatus `dynamodbav:"status"`
	Attempts int                     `dynamodbav:"attempts"`
	Next     time.Time               `dynamodbav:"next"`
	Queued   *time.Time              `dynamodbav:"queued,omitempty"`
	Created  time.Time               `dynamodbav:"created"`
	Answer   string                  `dynamodbav:"answer,omitempty"`
	Expires  int64                   `dynamodbav:"expires"`
}

func recordOfDelivery(d referral.Delivery) Item {
	k := deliveryKey(d.Webhook, d.Event)
	return marshal(deliveryRecord{
		PK:       k.PK,
		SK:       k.SK,
		Webhook:  d.Webhook,
		Event:    d.Event,
		Type:     d.Type,
		Values:   d.Values,
		Body:     d.Body,
		URL:      d.URL,
		Status:   d.Status,
		Attempts: d.Attempts,
		Next:     d.Next.UTC(),
		Queued:   timeOrNil(d.Queued),
		Created:  d.Created.UTC(),
		Answer:   d.Answer,
		Expires:  d.Created.Add(referral.DeliveriesFor).Unix(),
	})
}

func (r deliveryRecord) delivery() referral.Delivery {
	return referral.Delivery{
		Webhook:  r.Webhook,
		Event:    r.Event,
		Type:     r.Type,
		Values:   r.Values,
		Body:     r.Body,
		URL:      r.URL,
		Status:   r.Status,
		Attempts: r.Attempts,
		Next:     r.Next,
		Queued:   timeOrZero(r.Queued),
		Created:  r.Created,
		Answer:   r.Answer,
	}
}

// Delivery reads a delivery; an unknown one is a NotFound error.
func (t *Table) Delivery(ctx context.Context, webhook, event string) (referral.Delivery, error) {
	var r deliveryRecord
	err := t.get(ctx, deliveryKey(webhook, event), "delivery", &r)
	return r.delivery(), err
}

// AddDelivery writes a new delivery. One that is there already stays as it is.
func (t *Table) AddDelivery(ctx context.Context, d referral.Delivery) error {
	if _, err := t.putOnce(ctx, recordOfDelivery(d)); err != nil {
		return fmt.Errorf("write a delivery: %w", err)
	}
	return nil
}

// ChangeDelivery replaces before, as it was read, with after. If the delivery has been tried, ended
// or erased since it was read, that is a Conflict error.
func (t *Table) ChangeDelivery(ctx context.Context, before, after referral.Delivery) error {
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &t.name,
		Item:      recordOfDelivery(after),
		ConditionExpression: new("attempts = :attempts AND #status = :status " +
			"AND (attribute_not_exists(body) OR body = :body)"),
		ExpressionAttributeNames: map[string]string{"#status": "status"},
		ExpressionAttributeValues: Item{
			":attempts": Num(int64(before.Attempts)),
			":status":   Str(string(before.Status)),
			":body":     Str(before.Body),
		},
	})
	if ConditionFailed(err) {
		return referral.Conflictf("the delivery has changed in the meantime")
	}
	if err != nil {
		return fmt.Errorf("write a delivery: %w", err)
	}
	return nil
}

// Deliveries lists up to limit deliveries to a webhook, the newest first.
func (t *Table) Deliveries(
	ctx context.Context, webhook, after string, limit int,
) ([]referral.Delivery, string, error) {
	in := t.query(deliveryKey(webhook, "").PK, "")
	in.ScanIndexForward = new(false)
	if after != "" {
		in.ExclusiveStartKey = deliveryKey(webhook, after).Attributes()
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list deliveries: %w", err)
	}
	deliveries, err := valuesOf(items, deliveryRecord.delivery)
	if err != nil || !more {
		return deliveries, "", err
	}
	return deliveries, deliveries[len(deliveries)-1].Event, nil
}
