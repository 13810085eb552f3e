package referral_test

import (
	"errors"
	"testing"

	"signpost/shared/referral"
)

func TestParentsDoNotFormACycle(t *testing.T) {
	parents := map[referral.Code]referral.Code{"top": "", "mid": "top", "low": "mid", "r1": "r2", "r2": "r1"}
	broken := errors.New("the table is down")
	parentOf := func(code referral.Code) (referral.Code, error) {
		if code == "down" {
			return "", broken
		}
		parent, ok := parents[code]
		if !ok {
			return "", referral.NotFoundf("no such partner")
		}
		return parent, nil
	}
	for _, test := range []struct {
		partner, parent referral.Code
		want            referral.ErrorCode
	}{
		{"top", "", ""},
		{"new", "low", ""},
		{"low", "top", ""},
		{"top", "low", referral.Invalid},
		{"top", "top", referral.Invalid},
		{"mid", "low", referral.Invalid},
		{"top", "none", referral.Invalid},
		{"top", "r1", ""},
	} {
		err := referral.CheckParent(test.partner, test.parent, parentOf)
		if referral.CodeOf(err) != test.want || test.want == "" && err != nil {
			t.Errorf("%s below %s: %v, want %q", test.partner, test.parent, err, test.want)
		}
	}
	if err := referral.CheckParent("top", "down", parentOf); !errors.Is(err, broken) {
		t.Errorf("%v, want the table's error", err)
	}
}

func TestMovingAPartner(t *testing.T) {
	there := referral.Partner{Code: "abc123", Parent: "top", Version: 1}
	below := func(parent referral.Code) referral.Partner {
		return referral.Partner{Code: "abc123", Parent: parent, Version: 1}
	}
	for name, test := range map[string]struct {
		before, after referral.Partner
		want          bool
	}{
		"below another":        {there, below("other"), true},
		"below a first parent": {below(""), below("other"), true},
		"below the same":       {there, below("top"), false},
		"below nobody":         {there, below(""), false},
		"a new partner":        {referral.Partner{}, below("other"), false},
	} {
		if got := referral.Moves(test.before, test.after); got != test.want {
			t.Errorf("%s: %v; want %v", name, got, test.want)
		}
	}
}
