package table_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
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
	made, err := lossy.CreateAd(t.Context(), newAd(at), 1000)
	if err != nil || made.Version != 1 || made.Partner != "abc123" {
		t.Errorf("made %+v, %v", made, err)
	}
	for _, other := range []referral.Ad{newAd(at.Add(1)), {Code: "letter", Partner: "kid456", Created: at}} {
		if _, err := lossy.CreateAd(t.Context(), other, 1000); referral.CodeOf(err) != referral.Conflict {
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
	first, err := ads.CreateAd(t.Context(), newAd(time.Now()), 1000)
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

func TestAPartnerHasAsManyAdsAsItMay(t *testing.T) {
	db := enginetest.Start(t)
	ads := table.New(db.Client, db.Table)
	const most = 3
	create := func(partner, code referral.Code) error {
		ad := newAd(time.Now())
		ad.Partner, ad.Code = partner, code
		_, err := ads.CreateAd(t.Context(), ad, most)
		return err
	}
	for _, code := range []referral.Code{"one", "two", "three"} {
		if err := create("abc123", code); err != nil {
			t.Fatal(err)
		}
	}
	if err := create("abc123", "four"); referral.CodeOf(err) != referral.Conflict {
		t.Errorf("one too many: %v", err)
	}
	if err := create("abc123", "one"); referral.CodeOf(err) != referral.Conflict {
		t.Errorf("a code that is taken: %v", err)
	}
	if err := create("kid456", "four"); err != nil {
		t.Errorf("somebody else's: %v", err)
	}
	// Ads from before they were counted count too.
	if err := forget(t, db, "ADS#abc123", "ADS"); err != nil {
		t.Fatal(err)
	}
	if err := create("abc123", "five"); referral.CodeOf(err) != referral.Conflict {
		t.Errorf("one too many, uncounted: %v", err)
	}
}

// TestAdsMadeAtOnceKeepToTheQuota has many requests at the same moment.
func TestAdsMadeAtOnceKeepToTheQuota(t *testing.T) {
	db := enginetest.Start(t)
	ads := table.New(db.Client, db.Table)
	const most, tries = 5, 12
	var made atomic.Int64
	var making sync.WaitGroup
	for i := range tries {
		making.Go(func() {
			ad := newAd(time.Now())
			ad.Code = referral.Code(fmt.Sprintf("code%d", i))
			for range 20 { // transactions that meet are canceled, and tried again by who calls
				_, err := ads.CreateAd(t.Context(), ad, most)
				if err == nil {
					made.Add(1)
				}
				if err == nil || referral.CodeOf(err) == referral.Conflict {
					return
				}
			}
		})
	}
	making.Wait()
	if made.Load() != most {
		t.Errorf("%d ads were made; want %d", made.Load(), most)
	}
}

// forget deletes an item.
func forget(t *testing.T, db *enginetest.DB, pk, sk string) error {
	t.Helper()
	_, err := db.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
		TableName: &db.Table, Key: table.Key{PK: pk, SK: sk}.Attributes(),
	})
	return err
}
