package table

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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
// error, and so is an ad more than a partner may have, archived ones among them.
func (t *Table) CreateAd(ctx context.Context, a referral.Ad, most int) (referral.Ad, error) {
	a.Version = 1
	put := t.putNew(marshal(recordOfAd(a)))
	err := t.transact(ctx, put, t.countAd(a.Partner, most))
	if conditionFailedAt(err, 1) {
		if err := t.startCountingAds(ctx, a.Partner); err != nil {
			return a, err
		}
		err = t.transact(ctx, put, t.countAd(a.Partner, most))
	}
	switch {
	case err == nil:
		return a, nil
	case conditionFailedAt(err, 0):
		return t.adInTheWay(ctx, a)
	case conditionFailedAt(err, 1):
		return a, referral.Conflictf("a partner may have %d ads, archived ones among them", most)
	}
	return a, fmt.Errorf("write an ad: %w", err)
}

// adInTheWay returns the ad whose code a has, if it is a itself: the client repeats a write whose
// answer was lost, and then it is this very ad, created at the same nanosecond, that is there.
func (t *Table) adInTheWay(ctx context.Context, a referral.Ad) (referral.Ad, error) {
	there, err := t.Ad(ctx, a.Code)
	if err == nil && there.Partner == a.Partner && there.Created.Equal(a.Created) {
		return there, nil
	}
	return a, &referral.Error{
		Code:    referral.Conflict,
		Message: "the code is taken",
		Fields:  []referral.FieldError{{Field: "code", Message: "is taken"}},
	}
}

// attrAds is how many ads a partner has, in the item at adCountKey.
const attrAds = "ads"

// countAd counts one more ad of a partner, on the condition that there are fewer than most.
func (t *Table) countAd(partner referral.Code, most int) types.TransactWriteItem {
	return types.TransactWriteItem{Update: &types.Update{
		TableName:                 &t.name,
		Key:                       adCountKey(partner).Attributes(),
		UpdateExpression:          new("ADD ads :one"),
		ConditionExpression:       new("ads < :most"),
		ExpressionAttributeValues: Item{":one": Num(1), ":most": Num(int64(most))},
	}}
}

// startCountingAds writes how many ads a partner has, unless that is written already.
func (t *Table) startCountingAds(ctx context.Context, partner referral.Code) error {
	in := t.queryIndex(adsKey(partner, "").PK, prefixAd)
	in.Select = types.SelectCount
	ads := 0
	for pages := dynamodb.NewQueryPaginator(t.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("count ads: %w", err)
		}
		ads += int(page.Count)
	}
	item := adCountKey(partner).Attributes()
	item[attrAds] = Num(int64(ads))
	if _, err := t.putOnce(ctx, item); err != nil {
		return fmt.Errorf("count ads: %w", err)
	}
	return nil
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
