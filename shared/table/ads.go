package table

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

// Ad reads an ad as it is at this moment; an unknown one is a NotFound error.
func (t *Table) Ad(ctx context.Context, code referral.Code) (referral.Ad, error) {
	var r adRecord
	err := t.get(ctx, AdKey(code), "ad", &r)
	return r.ad(), err
}

// CreateAd writes a new ad, which has passed its Check. A code that is taken, by whomever, is a Conflict error.
func (t *Table) CreateAd(ctx context.Context, a referral.Ad) (referral.Ad, error) {
	a.Version = 1
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: marshal(recordOfAd(a)), ConditionExpression: new(notThere)})
	switch {
	case err == nil:
		return a, nil
	case !ConditionFailed(err):
		return a, fmt.Errorf("write an ad: %w", err)
	}
	// The client repeats a write whose answer was lost; then it is this very ad, made at the same nanosecond, that is in the way.
	if there, err := t.Ad(ctx, a.Code); err == nil && there.Partner == a.Partner && there.Created.Equal(a.Created) {
		return there, nil
	}
	return a, &referral.Error{Code: referral.Conflict, Message: "the code is taken",
		Fields: []referral.FieldError{{Field: "code", Message: "is taken"}}}
}

// ChangeAd replaces an ad by what it has become. If it has changed since it was read, by its Version, that is a Conflict error.
func (t *Table) ChangeAd(ctx context.Context, a referral.Ad) (referral.Ad, error) {
	read := a.Version
	a.Version++
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &t.name, Item: marshal(recordOfAd(a)),
		ConditionExpression:       new("version = :read"),
		ExpressionAttributeValues: Item{":read": Num(int64(read))}})
	if ConditionFailed(err) {
		return a, referral.Conflictf("somebody else has changed the ad meanwhile")
	}
	if err != nil {
		return a, fmt.Errorf("write an ad: %w", err)
	}
	return a, nil
}

// AdsOf returns up to limit ads of partner that have the status, in the order of their codes after the code after, and the code to go on
// after, "" at the end. Status "" means any. It reads the index: an ad made a moment ago may be missing.
func (t *Table) AdsOf(ctx context.Context, partner referral.Code, status referral.Status, after string, limit int) ([]referral.Ad, string, error) {
	in := &dynamodb.QueryInput{TableName: &t.name, IndexName: new(IndexName),
		KeyConditionExpression:    new("gsi1pk = :pk AND begins_with(gsi1sk, :ads)"),
		ExpressionAttributeValues: Item{":pk": Str(AdsKey(partner, "").PK), ":ads": Str(PrefixAd)}}
	if status != "" {
		in.FilterExpression = new("#status = :status")
		in.ExpressionAttributeNames = map[string]string{"#status": "status"}
		in.ExpressionAttributeValues[":status"] = Str(string(status))
	}
	if after != "" {
		ad := referral.Code(after)
		in.ExclusiveStartKey = withIndex(AdKey(ad), AdsKey(partner, ad))
	}
	items, more, err := t.collect(ctx, in, limit)
	if err != nil {
		return nil, "", fmt.Errorf("list ads: %w", err)
	}
	ads, err := valuesOf(items, adRecord.ad)
	if err != nil || !more {
		return ads, "", err
	}
	return ads, string(ads[len(ads)-1].Code), nil
}
