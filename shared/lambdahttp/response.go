package lambdahttp

import (
	"fmt"
	"maps"
	"net/http"

	"github.com/awslabs/aws-lambda-go-api-proxy/core"
)

// response is a ResponseWriter that behaves like net/http's: the first status counts, and headers
// set after it are not sent.
type response struct {
	inner  *core.ProxyResponseWriterV2
	header http.Header
	status int // 0 until it is set
	head   bool
}

func newResponse(method string) *response {
	return &response{
		inner: core.NewProxyResponseWriterV2(), header: http.Header{}, head: method == http.MethodHead,
	}
}

// Header returns the headers to send. Changing them after WriteHeader has no effect.
func (w *response) Header() http.Header { return w.header }

// WriteHeader sets the status unless it is set already. It ignores informational statuses (1xx),
// which the gateway can't send.
func (w *response) WriteHeader(status int) {
	if w.status != 0 || status >= 100 && status < 200 {
		return
	}
	if status < 200 || status > 999 {
		panic(fmt.Sprintf("invalid WriteHeader code %d", status)) // as net/http does
	}
	w.status = status
	maps.Copy(w.inner.Header(), w.header.Clone())
	w.inner.WriteHeader(status)
}

// Write sends b, with status 200 if none is set. Where HTTP does not allow a body, it returns
// http.ErrBodyNotAllowed.
func (w *response) Write(b []byte) (int, error) {
	if w.status == 0 {
		if w.header.Get("Content-Type") == "" {
			w.header.Set("Content-Type", http.DetectContentType(b))
		}
		w.WriteHeader(http.StatusOK)
	}
	switch {
	case w.status == http.StatusNoContent || w.status == http.StatusNotModified:
		return 0, http.ErrBodyNotAllowed
	case w.head:
		return len(b), nil
	}
	return w.inner.Write(b)
}

func (w *response) answer() Answer {
	w.WriteHeader(http.StatusOK) // unless the handler did
	answer, err := w.inner.GetProxyResponse()
	if err != nil {
		panic(err) // only a missing status is an error, and it has one
	}
	return answer
}
