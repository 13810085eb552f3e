package click

import (
	"crypto/rand"
	"errors"
	"testing"
	"time"
)

func TestADayHasOneSalt(t *testing.T) {
	s := newCanned()
	salts := NewSalts(s, rand.Reader)
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if err := salts.Load(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	today := salts.Of(t.Context(), noon)
	if salts.Of(t.Context(), noon.Add(12*time.Hour-1)) != today || s.saltReads != 1 {
		t.Errorf("another salt in the evening, after %d reads", s.saltReads)
	}
	tomorrow := salts.Of(t.Context(), noon.Add(12*time.Hour))
	if today == tomorrow || salts.Of(t.Context(), noon.Add(30*time.Hour)) != tomorrow || !tomorrow.shared {
		t.Errorf("salts %p and %p", today, tomorrow)
	}
	later := salts.Of(t.Context(), noon.Add(72*time.Hour))
	if later == tomorrow || later == today || !later.shared {
		t.Errorf("days later, the salt is %p", later)
	}
}

// Asking for the next day's salt overwrites the last day's.
func TestTheFirstVisitOfADayAsksForTheNextDaysSalt(t *testing.T) {
	s := newCanned()
	salts := NewSalts(s, rand.Reader)
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	if err := salts.Load(t.Context(), noon); err != nil {
		t.Fatal(err)
	}
	for day := range 3 {
		for visit := range 3 {
			salts.Of(t.Context(), noon.Add(time.Duration(24*day)*time.Hour+time.Duration(visit)*time.Minute))
		}
		if s.saltReads != day+1 {
			t.Errorf("day %d: %d reads, want one a day", day, s.saltReads)
		}
	}
	s.err = errors.New("down")
	before := salts.Of(t.Context(), noon.Add(48*time.Hour))
	midnight := salts.Of(t.Context(), noon.Add(60*time.Hour))
	if !midnight.shared || midnight == before {
		t.Error("a table that is down takes away the salt that was read the day before")
	}
}

func TestWithoutTheTableAFunctionUsesASaltOfItsOwn(t *testing.T) {
	s, now := newCanned(), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s.err = errors.New("down")
	salts := NewSalts(s, rand.Reader)
	own := salts.Of(t.Context(), now)
	if own == nil || own.shared || salts.Of(t.Context(), now.Add(4*time.Second)) != own || s.saltReads != 1 {
		t.Errorf("salt %+v after %d reads", own, s.saltReads)
	}
	if salts.Of(t.Context(), now.Add(5*time.Second)) != own || s.saltReads != 2 {
		t.Errorf("another salt, or %d reads", s.saltReads)
	}
	s.err = nil
	if back := salts.Of(t.Context(), now.Add(10*time.Second)); back == own || !back.shared {
		t.Error("the table's salt is not used")
	}
}
