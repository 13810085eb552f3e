package api_test

import (
	"testing"

	"signpost/shared/api"
)

func TestTheAddressOfAList(t *testing.T) {
	got := api.Address("/api/things", map[string]string{"q": "a & b", "from": "", "day": "2026-03-01"})
	if want := "/api/things?day=2026-03-01&q=a+%26+b"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheLinkToTheNextPage(t *testing.T) {
	for next, want := range map[string]string{
		"": "", "a+b=": `</api/things?q=a&cursor=a%2Bb%3D>; rel="next"`,
	} {
		if got := api.NextLink("/api/things?q=a", next); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
