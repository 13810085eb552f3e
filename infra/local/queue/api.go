package queue

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strings"

	"signpost/infra/local/lineage"
	"signpost/infra/local/loopback"
)

const (
	target = "AmazonSQS."
	// maxBody is SQS's limit for a message and for a batch: 1 MiB.
	maxBody = 1 << 20
	// maxRequest leaves room for JSON escapes.
	maxRequest = 8 << 20
)

// apiError is an error of SQS's JSON protocol. query is its name in the older protocol, which
// is what SDKs show.
type apiError struct {
	name, query, message string
}

func (e *apiError) Error() string { return e.name + ": " + e.message }

func invalid(message string) error {
	return &apiError{"com.amazonaws.sqs#InvalidParameterValue", "InvalidParameterValue", message}
}

// request has the fields of all operations that are served. Each operation uses its own.
type request struct {
	QueueURL              string `json:"QueueUrl"`
	QueueName             string
	MessageBody           string
	MessageAttributes     map[string]attribute
	DelaySeconds          int
	Entries               []requestEntry
	MaxNumberOfMessages   *int
	VisibilityTimeout     *int
	WaitTimeSeconds       int
	ReceiptHandle         string
	AttributeNames        []string
	SystemAttributeNames  []string `json:"MessageSystemAttributeNames"`
	MessageAttributeNames []string

	queue string // from QueueURL
	host  string
	trace string // of the function that calls; SDKs escape it
}

type requestEntry struct {
	ID                string `json:"Id"`
	MessageBody       string
	MessageAttributes map[string]attribute
	DelaySeconds      int
	ReceiptHandle     string
}

// operations returns the operations that are served, by their names in
// docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html.
func (s *Service) operations() map[string]func(context.Context, request) (any, error) {
	return map[string]func(context.Context, request) (any, error){
		"SendMessage":             s.sendMessage,
		"SendMessageBatch":        s.sendMessageBatch,
		"ReceiveMessage":          s.receiveMessage,
		"DeleteMessage":           s.deleteMessage,
		"DeleteMessageBatch":      s.deleteMessageBatch,
		"ChangeMessageVisibility": s.changeMessageVisibility,
		"GetQueueAttributes":      s.getQueueAttributes,
		"GetQueueUrl":             s.getQueueURL,
	}
}

// URL returns a queue's URL for a client that talks to Handler at base, such as
// http://127.0.0.1:9324.
func URL(base, queue string) string {
	return strings.TrimSuffix(base, "/") + "/" + account + "/" + queue
}

// Handler serves SQS's JSON protocol at any path. Whoever can reach it may do everything.
func (s *Service) Handler() http.Handler {
	operations := s.operations()
	return loopback.Only(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxRequest)
		answer, err := serve(operations, r)
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		if err != nil {
			answer = s.writeError(w, err)
		}
		_ = json.NewEncoder(w).Encode(answer) // fails only if the caller has gone away
	}))
}

func serve(operations map[string]func(context.Context, request) (any, error), r *http.Request) (any, error) {
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), target)
	operation := operations[name]
	if !ok || operation == nil || r.Method != http.MethodPost {
		return nil, &apiError{
			"com.amazonaws.sqs#UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation",
			"the local queue does not serve " + name,
		}
	}
	var in request
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, invalid("the body is not JSON, or too long")
	}
	in.queue, in.host = path.Base(in.QueueURL), r.Host
	in.trace, _ = url.PathUnescape(r.Header.Get(lineage.Header))
	return operation(r.Context(), in)
}

func (s *Service) writeError(w http.ResponseWriter, err error) map[string]string {
	var e *apiError
	switch {
	case errors.As(err, &e):
	case errors.Is(err, ErrNoQueue):
		e = &apiError{
			"com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue",
			"The specified queue does not exist.",
		}
	default:
		s.log.Error("queue", slog.Any("error", err))
		w.WriteHeader(http.StatusInternalServerError)
		return map[string]string{"__type": "com.amazonaws.sqs#InternalFailure", "message": "internal failure"}
	}
	w.Header().Set("X-Amzn-Query-Error", e.query+";Sender")
	w.WriteHeader(http.StatusBadRequest)
	return map[string]string{"__type": e.name, "message": e.message}
}
