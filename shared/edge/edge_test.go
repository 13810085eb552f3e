package edge

import (
	"strings"
	"testing"
)

func TestOnlyTheSecretIsAdmitted(t *testing.T) {
	one, two := strings.Repeat("1", 32), strings.Repeat("2", 32)
	for name, c := range map[string]struct {
		secrets, sent     string
		admitted, inFront bool
	}{
		"the secret":                 {one, one, true, true},
		"nothing":                    {one, "", false, true},
		"another secret":             {one, two, false, true},
		"a part of it":               {one, one[1:], false, true},
		"more than it":               {one, one + "1", false, true},
		"it and another":             {one, one + "," + two, false, true},
		"the first while it changes": {one + "," + two, one, true, true},
		"the second":                 {one + "," + two, two, true, true},
		"neither":                    {one + "," + two, strings.Repeat("3", 32), false, true},
		"both":                       {one + "," + two, one + "," + two, false, true},
		"nothing, of one and none":   {one + ",", "", false, true},
		"anything without an edge":   {"", one, true, false},
		"nothing without an edge":    {"", "", true, false},
		"nothing, of none":           {",", "", false, true},
		"something, of none":         {",", one, false, true},
	} {
		e := New(c.secrets)
		if e.Admits(c.sent) != c.admitted || e.InFront() != c.inFront {
			t.Errorf("%s: admitted %v, in front %v", name, e.Admits(c.sent), e.InFront())
		}
	}
}

func TestTheZeroValueIsNoEdge(t *testing.T) {
	if e := (Edge{}); e.InFront() || !e.Admits("") {
		t.Error("something is in front")
	}
}

func TestAVisitorDoesNotPayForTheCheck(t *testing.T) {
	secret := strings.Repeat("s", 64)
	e := New(secret + "," + strings.Repeat("t", 64))
	if n := testing.AllocsPerRun(100, func() { e.Admits(secret) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestTheEnvironmentSaysWhatIsInFront(t *testing.T) {
	t.Setenv("EDGE_SECRETS", "a,b")
	if e := FromEnvironment(); !e.Admits("b") || e.Admits("c") {
		t.Error("the secrets are others")
	}
	t.Setenv("EDGE_SECRETS", "")
	if FromEnvironment().InFront() {
		t.Error("there is an edge")
	}
}
