package adminapi_test

import "testing"

func TestWebsites(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	a := s.want(t, 201, post, "websites",
		`{"code":"Haircare","name":"Hair","url":"https://example.com/{partner}","programs":["standard"],
			"params":{"ad":"sub"}}`)
	has(t, a, `{"code":"haircare","url":"https://example.com/{partner}","status":"active",
		"params":{"partner":"partner","ad":"sub","clickId":"click_id"},"version":1}`)
	for _, change := range []struct{ body, want string }{
		{`{"params":{"clickId":"cid"}}`, `{"params":{"partner":"partner","ad":"sub","clickId":"cid"}}`},
		{`{"params":{"ad":null,"clickId":""}}`, `{"params":{"partner":"partner","ad":"ad","clickId":"click_id"}}`},
		{`{"status":"archived","fallbackUrl":"https://example.org/"}`,
			`{"status":"archived","fallbackUrl":"https://example.org/"}`},
	} {
		has(t, s.want(t, 200, patch, "websites/haircare", change.body), change.want)
	}
	a = s.want(t, 200, patch, "websites/haircare", `{"status":"active","fallbackUrl":null}`)
	has(t, a, `{"status":"active"}`)
	lacks(t, a, "fallbackUrl")
	has(t, s.want(t, 200, get, "websites/haircare", ""), `{"programs":["standard"]}`)
	s.want(t, 409, post, "websites", `{"code":"haircare","name":"Hair","url":"https://example.com/"}`)
	s.wantFieldErrors(t, post, "websites", `{"code":"evil","name":"Evil","url":"javascript:alert(1)",
		"fallbackUrl":"https://go.example.com/","status":"x","params":{"ad":"a b"}}`, "url fallbackUrl status params")
	s.wantFieldErrors(t, patch, "websites/haircare", `{"url":"http://127.0.0.1/"}`, "url")
	s.wantFieldErrors(t, patch, "websites/haircare", `{"programs":["none"]}`, "programs")
}
