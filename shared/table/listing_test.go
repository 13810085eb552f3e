package table_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"signpost/infra/tests/enginetest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// forgetful is a client that loses the answer to each write and sends it again, as the SDK does when a connection breaks.
type forgetful struct{ *dynamodb.Client }

func (f forgetful) PutItem(ctx context.Context, in *dynamodb.PutItemInput, options ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	if out, err := f.Client.PutItem(ctx, in, options...); err != nil {
		return out, err
	}
	return f.Client.PutItem(ctx, in, options...)
}

func newAd(at time.Time) referral.Ad {
	return referral.Ad{Code: "letter", Partner: "abc123", Name: "Letter", MediaType: "email", StartDate: "2026-03-01", Status: referral.Active, Created: at}
}

func TestAnAdWhoseAnswerWasLostIsNoConflict(t *testing.T) {
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
	if _, err := ads.ChangeAd(t.Context(), referral.Ad{Code: "nothere", Version: 1}); referral.CodeOf(err) != referral.Conflict {
		t.Errorf("an ad that is not there: %v", err)
	}
}

func TestALinkIsKeptAsItWasFirst(t *testing.T) {
	db := enginetest.Start(t)
	links := table.New(db.Client, db.Table)
	first := referral.Link{Website: "haircare", Partner: "kid456", Ad: "letter", Maker: "abc123", CreatedAt: time.Unix(1, 0).UTC()}
	later := first
	later.CreatedAt = time.Unix(2, 0).UTC()
	for i, l := range []referral.Link{first, first, later} {
		kept, isNew, err := links.KeepLink(t.Context(), l)
		if err != nil || isNew != (i == 0) || kept != first {
			t.Errorf("%d: kept %+v, new %v, %v", i, kept, isNew, err)
		}
	}
}

// Functions that start at the same moment must agree on a secret, or the cursors of one are worthless to the other.
func TestASecretIsMadeOnce(t *testing.T) {
	db := enginetest.Start(t)
	var wait sync.WaitGroup
	secrets := make([]string, 8)
	for i := range secrets {
		wait.Go(func() {
			secret, err := table.New(db.Client, db.Table).Secret(t.Context(), "cursor")
			if err != nil || len(secret) != 32 {
				t.Errorf("secret of %d bytes, %v", len(secret), err)
			}
			secrets[i] = string(secret)
		})
	}
	wait.Wait()
	for _, secret := range secrets {
		if secret != secrets[0] {
			t.Error("two secrets of one name")
		}
	}
	other, err := table.New(db.Client, db.Table).Secret(t.Context(), "other")
	if err != nil || string(other) == secrets[0] {
		t.Errorf("a secret of another name is the same, %v", err)
	}
}
