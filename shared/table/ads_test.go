package table_test

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

func newAd(at time.Time) referral.Ad {
	return referral.Ad{
		Code:      "letter",
		Partner:   "abc123",
		Name:      "Letter",
		MediaType: "email",
		StartDate: "2026-03-01",
		Status:    referral.Active,
		Created:   at,
	}
}

func TestAnAdWhoseAnswerWasLostIsNotAConflict(t *testing.T) {
	db := enginetest.Start(t)
	lossy, at := table.New(forgetful{db.Client}, db.Table), time.Now()
	made, err := lossy.CreateAd(t.Context(), newAd(at))
	if err != nil || made.Version != 1 || made.Partner != "abc123" {
		t.Errorf("made %+v, %v", made, err)
	}
	for _, other := range []referral.Ad{newAd(at.Add(1)), {Code: "letter", Partner: "kid456", Created: at}} {
		if _, err := lossy.CreateAd(t.Context(), other); referral.CodeOf(err) != referral.Conflict {
			t.Errorf("another ad of that code: %v", err)
		}
	}
}

// forgetful is a client that loses the answer to each write and sends it again, as the SDK does
// when a connection breaks.
type forgetful struct{ *dynamodb.Client }

func (f forgetful) PutItem(
	ctx context.Context, in *dynamodb.PutItemInput, options ...func(*dynamodb.Options),
) (*dynamodb.PutItemOutput, error) {
	if out, err := f.Client.PutItem(ctx, in, options...); err != nil {
		return out, err
	}
	return f.Client.PutItem(ctx, in, options...)
}

func TestAnAdThatHasChangedIsNotOverwritten(t *testing.T) {
	db := enginetest.Start(t)
	ads := table.New(db.Client, db.Table)
	first, err := ads.CreateAd(t.Context(), newAd(time.Now()))
	if err != nil {
		t.Fatal(err)
	}
	mine, theirs := first, first
	mine.Name, theirs.Name = "Mine", "Theirs"
	if _, err := ads.ChangeAd(t.Context(), mine); err != nil {
		t.Fatal(err)
	}
	if _, err := ads.ChangeAd(t.Context(), theirs); referral.CodeOf(err) != referral.Conflict {
		t.Errorf("an older version: %v", err)
	}
	if got, err := ads.Ad(t.Context(), "letter"); err != nil || got.Name != "Mine" || got.Version != 2 {
		t.Errorf("the ad: %+v, %v", got, err)
	}
	_, err = ads.ChangeAd(t.Context(), referral.Ad{Code: "nothere", Version: 1})
	if referral.CodeOf(err) != referral.Conflict {
		t.Errorf("an ad that is not there: %v", err)
	}
}
