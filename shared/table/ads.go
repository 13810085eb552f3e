package table

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/shared/referral"
)

type adRecord struct {
	PK          string          `dynamodbav:"pk"`
	SK          string          `dynamodbav:"sk"`
	GSIPK       string          `dynamodbav:"gsi1pk"`
	GSISK       string          `dynamodbav:"gsi1sk"`
	Code        referral.Code   `dynamodbav:"code"`
	Partner     referral.Code   `dynamodbav:"partner"`
	Name        string          `dynamodbav:"name"`
	Description string          `dynamodbav:"description,omitempty"`
	MediaType   string          `dynamodbav:"mediaType"`
	StartDate   referral.Day    `dynamodbav:"startDate"`
	Status      referral.Status `dynamodbav:"status"`
	Created     time.Time       `dynamodbav:"created"`
	Version     int             `dynamodbav:"version"`
}

func recordOfAd(a referral.Ad) adRecord {
	k, g := adKey(a.Code), adsKey(a.Partner, a.Code)
	return adRecord{
		PK:          k.PK,
		SK:          k.SK,
		GSIPK:       g.PK,
		GSISK:       g.SK,
		Code:        a.Code,
		Partner:     a.Partner,
		Name:        a.Name,
		Description: a.Description,
		MediaType:   a.MediaType,
		StartDate:   a.StartDate,
		Status:      a.Status,
		Created:     a.Created.UTC(),
		Version:     a.Version,
	}
}

func (r adRecord) ad() referral.Ad {
	return referral.Ad{
		Code:        r.Code,
		Partner:     r.Partner,
		Name:        r.Name,
		Description: r.Description,
		MediaType:   r.MediaType,
		StartDate:   r.StartDate,
		Status:      r.Status,
		Created:     r.Created,
		Version:     r.Version,
	}
}

// Ad reads an ad; an unknown one is a NotFound error.
func (t *Table) Ad(ctx context.Context, code referral.Code) (referral.Ad, error) {
	var r adRecord
	err := t.get(ctx, adKey(code), "ad", &r)
	return r.ad(), err
}

// CreateAd writes a new ad and returns it as it is now. A code that anybody has taken is a Conflict
// error.
func (t *Table) CreateAd(ctx context.Context, a referral.Ad) (referral.Ad, error) {
	a.Version = 1
	there, err := t.putOnce(ctx, marshal(recordOfAd(a)))
	if err != nil {
		return a, fmt.Errorf("write an ad: %w", err)
	}
	if there == nil {
		return a, nil
	}
	// The client repeats a write whose answer was lost. Then it is this very ad, created at the
	// same nanosecond, that is in the way.
	ads, err := valuesOf([]Item{there}, adRecord.ad)
	if err == nil && ads[0].Partner == a.Partner && ads[0].Created.Equal(a.Created) {
		return ads[0], nil
	}
	return a, &referral.Error{
		Code:    referral.Conflict,
		Message: "the code is taken",
		Fields:  []referral.FieldError{{Field: "code", Message: "is taken"}},
	}
}

// ChangeAd replaces the ad that was read, by its Version, and returns it as it is now. If the ad
// has changed since, that is a Conflict error.
func (t *Table) ChangeAd(ctx context.Context, a referral.Ad) (referral.Ad, error) {
	read := a.Version
	a.Version++
	_, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                 &t.name,
		Item:                      marshal(recordOfAd(a)),
		ConditionExpression:       new("version = :read"),
		ExpressionAttributeValues: Item{":read": Num(int64(read))},
	})
	if ConditionFailed(err) {
		return a, referral.Conflictf("somebody else has changed the ad in the meantime")
	}
	if err != nil {
		return a, fmt.Errorf("write an ad: %w", err)
	}
	return a, nil
}

// AdsOf lists up to limit ads of partner that have the status, in the order of their codes. Status
// "" means any. It reads the index.
func (t *Table) AdsOf(
	ctx context.Context, partner referral.Code, status referral.Status, after string, limit int,
) ([]referral.Ad, string, error) {
	in := t.queryIndex(adsKey(partner, "").PK, prefixAd)
	if status != "" {
		in.FilterExpression = new("#status = :status")
		in.ExpressionAttributeNames = map[string]string{"#status": "status"}
		in.ExpressionAttributeValues[":status"] = Str(string(status))
	}
	if after != "" {
		ad := referral.Code(after)
		in.ExclusiveStartKey = withIndex(adKey(ad), adsKey(partner, ad))
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
