package table

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

// Click reads a click as it is at this moment; an unknown one is a NotFound error.
func (t *Table) Click(ctx context.Context, id referral.ClickID) (referral.Click, error) {
	items, err := t.readTogether(ctx, []Item{ClickKey(id, true).Attributes(), ClickKey(id, false).Attributes()}, true)
	if err != nil {
		return referral.Click{}, fmt.Errorf("read a click: %w", err)
	}
	for _, item := range items {
		if Text(item, AttrULID) == id.ULID() {
			return clickOf(id, item)
		}
	}
	return referral.Click{}, referral.NotFoundf("no such click")
}

func clickOf(id referral.ClickID, item Item) (referral.Click, error) {
	click, err := ReadClick(item)
	if err != nil {
		return referral.Click{}, fmt.Errorf("read a click: %w", err)
	}
	click.ID = id
	return click, nil
}

// attrCandidate is the attribute of a customer's history that holds a candidate, as JSON.
const attrCandidate = "candidate"

func customerItem(b referral.Booking, c referral.Candidate) Item {
	item := CustomerKey(b.Merchant, b.Customer, b.ULID).Attributes()
	text, err := json.Marshal(c)
	if err != nil {
		panic("table: " + err.Error()) // a candidate has nothing that cannot be marshalled
	}
	item[attrCandidate] = Str(string(text))
	return item
}

// historyLength is how many of a customer's latest credited conversions are candidates for the next.
const historyLength = 50

// CustomerHistory returns who was credited for the customer's earlier conversions, as candidates for the next.
func (t *Table) CustomerHistory(ctx context.Context, merchant referral.Code, customer string) ([]referral.Candidate, error) {
	found, err := t.client.Query(ctx, &dynamodb.QueryInput{TableName: &t.name, ConsistentRead: new(true),
		Limit: aws.Int32(historyLength), ScanIndexForward: new(false),
		KeyConditionExpression:    new("pk = :pk"),
		ExpressionAttributeValues: Item{":pk": Str(CustomerKey(merchant, customer, "").PK)}})
	if err != nil {
		return nil, fmt.Errorf("read a customer's history: %w", err)
	}
	var candidates []referral.Candidate
	for _, item := range found.Items {
		var c referral.Candidate
		if err := json.Unmarshal([]byte(Text(item, attrCandidate)), &c); err != nil {
			return nil, fmt.Errorf("read a customer's history: %w", err)
		}
		c.Source = referral.FromCustomer
		candidates = append(candidates, c)
	}
	return candidates, nil
}

// Awaiting returns which conversions name the click and were booked before it was there.
func (t *Table) Awaiting(ctx context.Context, id referral.ClickID) ([]referral.Conversion, error) {
	found, err := t.client.Query(ctx, &dynamodb.QueryInput{TableName: &t.name, ConsistentRead: new(true),
		KeyConditionExpression:    new("pk = :pk"),
		ExpressionAttributeValues: Item{":pk": Str(PendingKey(id, "", "").PK)}})
	if err != nil {
		return nil, fmt.Errorf("read what waits for a click: %w", err)
	}
	var waiting []referral.Conversion
	for _, item := range found.Items {
		merchant, externalID, _ := strings.Cut(Text(item, AttrSK), "#")
		waiting = append(waiting, referral.Conversion{Merchant: referral.Code(merchant), ExternalID: externalID})
	}
	return waiting, nil
}
