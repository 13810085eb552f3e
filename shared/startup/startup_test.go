package startup

import "testing"

func TestSetting(t *testing.T) {
	t.Setenv("CURRENCY", "EUR")
	if got, err := Setting("CURRENCY"); got != "EUR" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	t.Setenv("CURRENCY", "")
	if _, err := Setting("CURRENCY"); err == nil {
		t.Error("an empty variable counts as set")
	}
}
