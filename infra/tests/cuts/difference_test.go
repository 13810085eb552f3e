package cuts

import "testing"

// What compares must notice what is wrong.
func TestDifferences(t *testing.T) {
	n := func(hits int64) numbers { return numbers{hits} }
	key := func(website, country string) string { return website + separator + country }
	want := rows{key("shop", "DE"): n(100), key("shop", "NO"): n(2), key("club", "DE"): n(7)}
	for name, test := range map[string]struct {
		by   []string
		got  rows
		fine bool
	}{
		"the same": {[]string{"website", "country"}, want, true},
		"a row is missing": {
			[]string{"website", "country"}, rows{key("shop", "DE"): n(100), key("club", "DE"): n(7)}, false,
		},
		"a number is off, and the sum too": {
			[]string{"website", "country"},
			rows{key("shop", "DE"): n(101), key("shop", "NO"): n(2), key("club", "DE"): n(7)}, false,
		},
		"a number is in another country": {
			[]string{"website", "country"},
			rows{key("shop", "DE"): n(101), key("shop", "NO"): n(1), key("club", "DE"): n(7)}, false,
		},
		"one is folded": {
			[]string{"website", "country"},
			rows{key("shop", "DE"): n(100), key("shop", "NO"): n(1), key("shop", other): n(1), key("club", "DE"): n(7)},
			true,
		},
		"one is folded on another website": {
			[]string{"website", "country"},
			rows{key("shop", "DE"): n(100), key("shop", "NO"): n(1), key("club", other): n(1), key("club", "DE"): n(7)},
			false,
		},
		"many are folded": {
			[]string{"website", "country"},
			rows{key("shop", "DE"): n(80), key("shop", "NO"): n(2), key("shop", other): n(20), key("club", "DE"): n(7)},
			false,
		},
		"a sale is folded": {
			[]string{"website", "country"},
			rows{key("shop", "DE"): n(100), key("shop", "NO"): n(2).plus(numbers{sales: -1}),
				key("shop", other): {sales: 1}, key("club", "DE"): n(7)},
			false,
		},
		"nothing folds days": {
			[]string{"website", "day"},
			rows{key("shop", "DE"): n(100), key("shop", "NO"): n(1), key("shop", other): n(1), key("club", "DE"): n(7)},
			false,
		},
	} {
		if bad := difference(cut{by: test.by}, test.got, want); (bad == "") != test.fine {
			t.Errorf("%s: %q", name, bad)
		}
	}
}
