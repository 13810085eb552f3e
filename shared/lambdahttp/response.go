package lambdahttp

import (
	"fmt"
	"maps"
	"net/http"

	"github.com/aws/aws-lambda-go/events"
	"github.com/awslabs/aws-lambda-go-api-proxy/core"
)

// response is a ResponseWriter that behaves as net/http's: the first status counts, and headers that come after it do not.
type response struct {
	inner  *core.ProxyResponseWriterV2
	header http.Header
	status int // 0 until it is settled
	head   bool
}

func newResponse(method string) *response {
	return &response{inner: core.NewProxyResponseWriterV2(), header: http.Header{}, head: method == http.MethodHead}
}

// Header returns the headers to send; changes after WriteHeader have no effect.
func (w *response) Header() http.Header { return w.header }

// WriteHeader settles the status unless that has been done. Informational statuses (1xx) cannot be sent through the gateway.
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

// Write sends b, after status 200 if none was set. Where HTTP allows no body it returns http.ErrBodyNotAllowed.
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

func (w *response) answer() events.APIGatewayV2HTTPResponse {
	w.WriteHeader(http.StatusOK) // unless the handler did
	answer, err := w.inner.GetProxyResponse()
	if err != nil {
		panic(err) // it has a status; nothing else is an error
	}
	return answer
}
