package lambdahttp_test

import (
	"context"
	"fmt"
	"net/http"

	"signpost/shared/lambdahttp"
)

// A function that lambda.Start can serve is made from any http.Handler.
func ExampleNew() {
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello, %s!", r.URL.Query().Get("name"))
	})
	handle := lambdahttp.New(hello, nil).Handle // lambda.Start(handle)

	event := lambdahttp.Event{Version: "2.0", RawPath: "/hello", RawQueryString: "name=Alba"}
	event.RequestContext.HTTP.Method = http.MethodGet
	answer, err := handle(context.Background(), event)
	fmt.Println(answer.StatusCode, answer.Body, err)
	// Output: 200 Hello, Alba! <nil>
}
