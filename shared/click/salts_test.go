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
	tomorrow := salts.Of(t.Context(), noon.Add(12*time.Hour))
	if today == tomorrow || salts.Of(t.Context(), noon.Add(12*time.Hour-1)) != today ||
		salts.Of(t.Context(), noon.Add(30*time.Hour)) != tomorrow || s.saltReads != 1 {
		t.Errorf("salts %p and %p after %d reads", today, tomorrow, s.saltReads)
	}
	later := salts.Of(t.Context(), noon.Add(48*time.Hour))
	if later == tomorrow || later == today || !later.shared || s.saltReads != 2 {
		t.Errorf("the day after tomorrow has the salt %p after %d reads", later, s.saltReads)
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
