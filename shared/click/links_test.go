package click

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"signpost/shared/referral"
)

var link = Target{Website: "haircare", Partner: "abc123", Ad: "website2", NamedPartner: true, NamedAd: true}

func TestALinkIsReadOnceEvery30Seconds(t *testing.T) {
	s, now := newCanned(), time.Unix(0, 0)
	links := NewLinks(s)
	for _, step := range []struct {
		after time.Duration
		reads int
	}{{0, 1}, {29 * time.Second, 1}, {30 * time.Second, 2}, {59 * time.Second, 2}, {61 * time.Second, 3}} {
		found, err := links.Find(t.Context(), link, now.Add(step.after))
		if err != nil || found.Site == nil || found.Partner == nil || found.Ad == nil || s.reads != step.reads {
			t.Errorf("after %s: %+v, %v, %d reads; want %d", step.after, found, err, s.reads, step.reads)
		}
	}
}

func TestWhatIsMissingIsReadAgainSooner(t *testing.T) {
	s, now := newCanned(), time.Unix(0, 0)
	links := NewLinks(s)
	missing := Target{Website: "nothing"}
	for _, step := range []struct {
		after time.Duration
		reads int
	}{{0, 1}, {4 * time.Second, 1}, {5 * time.Second, 2}} {
		found, err := links.Find(t.Context(), missing, now.Add(step.after))
		if err != nil || found.Site != nil || s.reads != step.reads {
			t.Errorf("after %s: %+v, %v, %d reads; want %d", step.after, found, err, s.reads, step.reads)
		}
	}
}

func TestOldLinksAreUsedWhileTheTableIsDown(t *testing.T) {
	s, now := newCanned(), time.Unix(0, 0)
	links := NewLinks(s)
	if _, err := links.Find(t.Context(), link, now); err != nil {
		t.Fatal(err)
	}
	s.err = errors.New("down")
	for _, step := range []struct {
		after time.Duration
		reads int
	}{{time.Hour, 2}, {time.Hour + 4*time.Second, 2}, {time.Hour + 5*time.Second, 3}} {
		found, err := links.Find(t.Context(), link, now.Add(step.after))
		if err != nil || found.Site == nil || found.Partner == nil || found.Ad == nil || s.reads != step.reads {
			t.Errorf("after %s: %+v, %v, %d reads; want %d", step.after, found, err, s.reads, step.reads)
		}
	}
	unread := Target{Website: "haircare", Partner: "kid456", NamedPartner: true}
	if _, err := links.Find(t.Context(), unread, now); err == nil {
		t.Error("no error for a partner that was never read")
	}
}

func TestVisitorsWithOldLinksHardlyWaitForNewOnes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newCanned()
		links := NewLinks(s)
		if _, err := links.Find(t.Context(), link, time.Now()); err != nil {
			t.Fatal(err)
		}
		s.hang = true
		time.Sleep(foundFor)
		began := time.Now()
		found, err := links.Find(t.Context(), link, began)
		if err != nil || found.Site == nil || time.Since(began) != refreshWithin {
			t.Errorf("%+v, %v after %s", found, err, time.Since(began))
		}
	})
}

func TestMemoryIsLimited(t *testing.T) {
	s, now := newCanned(), time.Unix(0, 0)
	links := NewLinks(s)
	for i := range 3 * linksInMemory {
		partner := referral.Code(fmt.Sprintf("p%d", i))
		_, _ = links.Find(t.Context(), Target{Website: "haircare", Partner: partner, NamedPartner: true}, now)
	}
	if n := len(links.partners.young) + len(links.partners.former); n > 2*linksInMemory {
		t.Errorf("%d partners in memory", n)
	}
	if len(links.websites.young) != 1 {
		t.Errorf("%d websites in memory", len(links.websites.young))
	}
}
