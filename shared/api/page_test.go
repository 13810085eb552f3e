package api_test

import (
	"io"
	"testing"

	"signpost/shared/api"
	"signpost/shared/api/apitest"
)

func TestAListIsReadPageByPage(t *testing.T) {
	a := serve(io.Discard, nil)
	var all []int
	path := "/api/list?limit=2"
	for range 3 {
		page := apitest.JSON[api.Page[number]](t, apitest.Call(t, a, apitest.Request{Path: path, User: "abc123"}))
		for _, item := range page.Items {
			all = append(all, item.N)
		}
		path = "/api/list?limit=2&cursor=" + page.Next
		if (page.Next == "") != (len(all) == 5) {
			t.Fatalf("after %v: next = %q", all, page.Next)
		}
	}
	if len(all) != 5 {
		t.Errorf("all = %v", all)
	}
}

func TestACursorIsWorthlessElsewhere(t *testing.T) {
	a := serve(io.Discard, nil)
	first := apitest.Call(t, a, apitest.Request{Path: "/api/list?limit=2", User: "abc123"})
	page := apitest.JSON[api.Page[number]](t, first)
	flipped := []byte(page.Next)
	flipped[len(flipped)/2] ^= 1
	for name, q := range map[string]apitest.Request{
		"another caller":  {Path: "/api/list?cursor=" + page.Next, User: "boss", Groups: "[admins]"},
		"other parameter": {Path: "/api/list?kind=x&cursor=" + page.Next, User: "abc123"},
		"changed":         {Path: "/api/list?cursor=" + string(flipped), User: "abc123"},
		"made up":         {Path: "/api/list?cursor=eHh4", User: "abc123"},
		"not base64":      {Path: "/api/list?cursor=%25%25", User: "abc123"},
	} {
		got := apitest.Call(t, a, q)
		if got.Status != 422 {
			t.Errorf("%s: %d %s, want 422", name, got.Status, got.Body)
			continue
		}
		if p := problem(t, got, 422); len(p.Errors) != 1 || p.Errors[0].Field != "cursor" {
			t.Errorf("%s: %+v", name, p.Errors)
		}
	}
}

func TestACursorWorksInAnotherProcess(t *testing.T) {
	path := "/api/list?limit=2"
	for _, first := range []int{1, 3} {
		a := serve(io.Discard, nil)
		page := apitest.JSON[api.Page[number]](t, apitest.Call(t, a, apitest.Request{Path: path, User: "abc123"}))
		if len(page.Items) != 2 || page.Items[0].N != first {
			t.Errorf("page = %+v, want two from %d", page, first)
		}
		path = "/api/list?limit=2&cursor=" + page.Next
	}
}
