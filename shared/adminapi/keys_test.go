package adminapi_test

import (
	"fmt"
	"slices"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api"
	"signpost/shared/api/apitest"
)

func TestKeysComePageByPage(t *testing.T) {
	o := newOffice(t)
	for i := range 5 {
		o.want(t, 201, post, "keys", fmt.Sprintf(`{"name":"Server %d"}`, i))
	}
	var names []string
	path := "keys?limit=2"
	for pages := 1; ; pages++ {
		page := apitest.JSON[api.Page[adminapi.Key]](t, o.want(t, 200, get, path, ""))
		for _, key := range page.Items {
			names = append(names, key.Name)
		}
		if page.Next == "" || pages == 9 {
			break
		}
		path = "keys?limit=2&cursor=" + page.Next
	}
	slices.Sort(names) // they were made in the same second, so their order is not known
	if got, want := fmt.Sprint(names), "[Server 0 Server 1 Server 2 Server 3 Server 4]"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	if all := apitest.JSON[api.Page[adminapi.Key]](t, o.want(t, 200, get, "keys?limit=5", "")); len(all.Items) != 5 || all.Next != "" {
		t.Errorf("%d keys, next %q", len(all.Items), all.Next)
	}
	o.wrong(t, 422, get, "keys?limit=0", "", "limit")
	o.wrong(t, 422, get, "keys?cursor=made-up", "", "cursor")
}
