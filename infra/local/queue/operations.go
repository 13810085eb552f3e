package queue

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// checkBody applies SQS's rules for a body: not empty, at most 1 MiB, and only characters that
// XML 1.0 allows.
func checkBody(body string) error {
	switch {
	case body == "":
		return &apiError{
			"com.amazonaws.sqs#MissingParameter", "MissingParameter",
			"The request must contain the parameter MessageBody.",
		}
	case len(body) > maxBody:
		return invalid("One or more parameters are invalid. Reason: Message must be shorter than " +
			strconv.Itoa(maxBody) + " bytes.")
	case !utf8.ValidString(body) || strings.ContainsFunc(body, forbidden):
		return &apiError{
			"com.amazonaws.sqs#InvalidMessageContents", "InvalidMessageContents", "Invalid characters found.",
		}
	}
	return nil
}

func forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

func (s *Service) sendMessage(_ context.Context, in request) (any, error) {
	return s.sendOne(in, requestEntry{
		MessageBody: in.MessageBody, MessageAttributes: in.MessageAttributes, DelaySeconds: in.DelaySeconds,
	})
}

func (s *Service) sendOne(in request, e requestEntry) (map[string]any, error) {
	if err := checkBody(e.MessageBody); err != nil {
		return nil, err
	}
	if e.DelaySeconds < 0 || e.DelaySeconds > 900 {
		return nil, invalid("Value " + strconv.Itoa(e.DelaySeconds) + " for parameter DelaySeconds is invalid.")
	}
	m, err := s.send(&Message{
		Queue: in.queue, Body: e.MessageBody, Attributes: e.MessageAttributes, Trace: in.trace,
	}, time.Duration(e.DelaySeconds)*time.Second)
	if err != nil {
		return nil, err
	}
	out := map[string]any{"MessageId": m.ID, "MD5OfMessageBody": md5Of(m.Body)}
	if len(m.Attributes) > 0 {
		out["MD5OfMessageAttributes"] = md5OfAttributes(m.Attributes)
	}
	return out, nil
}

func (s *Service) sendMessageBatch(_ context.Context, in request) (any, error) {
	size := 0
	for _, e := range in.Entries {
		size += len(e.MessageBody)
	}
	if size > maxBody {
		return nil, &apiError{
			"com.amazonaws.sqs#BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong",
			"Batch requests cannot be longer than 1048576 bytes.",
		}
	}
	return s.batch(in, func(e requestEntry) (map[string]any, error) { return s.sendOne(in, e) })
}

// batch handles each entry on its own and reports which ones failed.
func (s *Service) batch(in request, do func(requestEntry) (map[string]any, error)) (any, error) {
	switch {
	case len(in.Entries) == 0:
		return nil, &apiError{
			"com.amazonaws.sqs#EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest",
			"There should be at least one entry in the request.",
		}
	case len(in.Entries) > 10:
		return nil, &apiError{
			"com.amazonaws.sqs#TooManyEntriesInBatchRequest",
			"AWS.SimpleQueueService.TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.",
		}
	}
	done, failed := []map[string]any{}, []map[string]any{}
	for _, e := range in.Entries {
		out, err := do(e)
		var known *apiError
		switch {
		case err == nil:
			if out == nil {
				out = map[string]any{}
			}
			out["Id"] = e.ID
			done = append(done, out)
		case errors.As(err, &known):
			failed = append(failed, map[string]any{
				"Id": e.ID, "Code": known.query, "Message": known.message, "SenderFault": true,
			})
		default:
			return nil, err
		}
	}
	return map[string]any{"Successful": done, "Failed": failed}, nil
}

func (s *Service) receiveMessage(ctx context.Context, in request) (any, error) {
	count, hide := 1, time.Duration(-1)
	if in.MaxNumberOfMessages != nil {
		count = *in.MaxNumberOfMessages
	}
	if count < 1 || count > 10 || in.WaitTimeSeconds < 0 || in.WaitTimeSeconds > 20 {
		return nil, invalid("MaxNumberOfMessages must be 1 to 10, WaitTimeSeconds 0 to 20.")
	}
	if in.VisibilityTimeout != nil {
		hide = time.Duration(*in.VisibilityTimeout) * time.Second
	}
	messages, err := s.receive(ctx, in.queue, count, hide, time.Duration(in.WaitTimeSeconds)*time.Second)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for _, m := range messages {
		one := map[string]any{
			"MessageId": m.ID, "ReceiptHandle": m.receipt, "Body": m.Body, "MD5OfBody": md5Of(m.Body),
		}
		if len(in.AttributeNames)+len(in.SystemAttributeNames) > 0 {
			one["Attributes"] = systemAttributes(m)
		}
		if len(in.MessageAttributeNames) > 0 && len(m.Attributes) > 0 {
			one["MessageAttributes"], one["MD5OfMessageAttributes"] = m.Attributes, md5OfAttributes(m.Attributes)
		}
		out = append(out, one)
	}
	return map[string]any{"Messages": out}, nil
}

func (s *Service) deleteMessage(_ context.Context, in request) (any, error) {
	if idOf(in.ReceiptHandle) == "" {
		return nil, invalidReceipt(in.ReceiptHandle)
	}
	return struct{}{}, s.delete(in.queue, in.ReceiptHandle)
}

func (s *Service) deleteMessageBatch(_ context.Context, in request) (any, error) {
	return s.batch(in, func(e requestEntry) (map[string]any, error) {
		if idOf(e.ReceiptHandle) == "" {
			return nil, invalidReceipt(e.ReceiptHandle)
		}
		return nil, s.delete(in.queue, e.ReceiptHandle)
	})
}

func (s *Service) changeMessageVisibility(_ context.Context, in request) (any, error) {
	if in.VisibilityTimeout == nil || *in.VisibilityTimeout < 0 || *in.VisibilityTimeout > 43200 {
		return nil, invalid("VisibilityTimeout must be 0 to 43200.")
	}
	return struct{}{}, s.hide(in.queue, in.ReceiptHandle, time.Duration(*in.VisibilityTimeout)*time.Second)
}

func invalidReceipt(receipt string) error {
	return &apiError{
		"com.amazonaws.sqs#ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid",
		"The input receipt handle \"" + receipt + "\" is not a valid receipt handle.",
	}
}

// idOf returns the message id in a receipt handle, or "" if it is not a receipt handle.
func idOf(receipt string) string {
	id, nonce, _ := strings.Cut(receipt, "/")
	if nonce == "" {
		return ""
	}
	return id
}

func (s *Service) getQueueAttributes(_ context.Context, in request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	q, err := s.find(in.queue)
	if err != nil {
		return nil, err
	}
	visible, received, delayed := q.counts(s.now())
	attributes := map[string]string{
		"QueueArn": arn(q.Name), "ApproximateNumberOfMessages": strconv.Itoa(visible),
		"ApproximateNumberOfMessagesNotVisible": strconv.Itoa(received),
		"ApproximateNumberOfMessagesDelayed":    strconv.Itoa(delayed),
		"VisibilityTimeout":                     strconv.Itoa(int(q.Visibility.Seconds())),
		"MessageRetentionPeriod":                strconv.Itoa(int(q.Retention.Seconds())),
	}
	asked := map[string]string{}
	for _, name := range in.AttributeNames {
		if name == "All" {
			asked = attributes
			break
		}
		if value, ok := attributes[name]; ok {
			asked[name] = value
		}
	}
	return map[string]any{"Attributes": asked}, nil
}

func (s *Service) getQueueURL(_ context.Context, in request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.find(in.QueueName); err != nil {
		return nil, err
	}
	return map[string]string{"QueueUrl": URL("http://"+in.host, in.QueueName)}, nil
}
