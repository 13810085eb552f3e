package conformance

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// received is an answer as it came.
type received struct {
	status int
	header http.Header
	body   []byte
}

// String shows the answer to people who look for what is wrong with it.
func (r received) String() string {
	return fmt.Sprintf("→ %d %s %.1000s", r.status, r.header.Get("Content-Type"), r.body)
}

// tries is how often a request is sent that is answered with 503: on a busy machine, the table may
// be slower than the functions wait for it, and the document says to try again then.
const tries = 4

// send sends a request as it is: a redirect is an answer.
func (w *world) send(d *draft) (got received, err error) {
	for range tries {
		got, err = sendOnce(w.client, d.request(w.host))
		if err != nil || got.status != http.StatusServiceUnavailable {
			break
		}
	}
	return got, err
}

func sendOnce(client *http.Client, r *http.Request) (received, error) {
	response, err := client.Do(r)
	if err != nil {
		return received{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return received{response.StatusCode, response.Header, body}, err
}

// check returns what is wrong with an answer, and its body if that is JSON.
func (o *operation) check(got received) (body any, err error) {
	if got.status >= 500 {
		return nil, fmt.Errorf("a fault")
	}
	described, ok := o.answers[strconv.Itoa(got.status)]
	if !ok {
		return nil, fmt.Errorf("the document does not have the status")
	}
	if err := described.checkHeaders(got.header); err != nil {
		return nil, err
	}
	if len(described.forms) == 0 {
		if len(got.body) > 0 {
			return nil, fmt.Errorf("the document does not have a body")
		}
		return nil, nil
	}
	form, _, err := mime.ParseMediaType(got.header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("the type %q can't be read", got.header.Get("Content-Type"))
	}
	schema, ok := described.forms[form]
	switch {
	case !ok:
		return nil, fmt.Errorf("the document does not have the type %s", form)
	case schema == nil:
		return nil, nil
	}
	if body, err = jsonschema.UnmarshalJSON(bytes.NewReader(got.body)); err != nil {
		return nil, fmt.Errorf("the body is not JSON: %w", err)
	}
	if err := schema.Validate(body); err != nil {
		return nil, fmt.Errorf("the body does not have the form that the document says: %w", err)
	}
	return body, checkProblem(form, got.status, body)
}

// checkHeaders checks the headers that the document has. All of them may be absent.
func (a answer) checkHeaders(h http.Header) error {
	for name, schema := range a.headers {
		value := h.Get(name)
		if _, err := strconv.Atoi(value); value != "" && schema.kind() == "integer" && err != nil {
			return fmt.Errorf("the header %s is %q", name, value)
		}
	}
	return nil
}

// checkProblem checks what a schema can't say of a problem.
func checkProblem(form string, status int, body any) error {
	if form != "application/problem+json" {
		return nil
	}
	problem := node(body.(map[string]any))
	if fmt.Sprint(problem["status"]) != strconv.Itoa(status) || problem.text("requestId") == "" {
		return fmt.Errorf("the problem is not of this answer: %v", problem)
	}
	for _, word := range []string{"dynamodb", "goroutine", "ValidationException", "runtime error"} {
		if strings.Contains(fmt.Sprint(body), word) {
			return fmt.Errorf("the problem tells about the inside: %v", problem)
		}
	}
	return nil
}
