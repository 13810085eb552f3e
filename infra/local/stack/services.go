package stack

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"

	"signpost/infra/local/queue"
	"signpost/shared/startup"
)

// clockFile is the file that says how far the clock of queues and functions is ahead, such as 24h.
// It does not exist unless somebody makes it.
func (s *Stack) clockFile() string { return filepath.Join(s.options.Data, "clock") }

// startServices serves the AWS services that functions call besides DynamoDB, which are the
// queues and the user pool's API, on one address that only the functions are told.
func (s *Stack) startServices(context.Context) error {
	described, err := s.template.Queues()
	if err != nil {
		return err
	}
	config := queue.Config{File: filepath.Join(s.options.Data, "queues.log"), Log: s.options.Log,
		Now: startup.ClockFrom(s.clockFile())}
	for _, q := range described {
		config.Queues = append(config.Queues, queue.Queue{
			Name: q.ID, Visibility: q.Visibility, Retention: q.Retention, MaxReceives: q.MaxReceives,
			DeadLetters: q.DeadLetters,
		})
	}
	if s.queues, err = queue.Open(config); err != nil {
		return err
	}
	s.atStop(func() { _ = s.queues.Close() })
	if err := s.note("sqs.url", s.servicesURL()); err != nil {
		return err
	}
	queues, users := s.queues.Handler(), s.identity.AdminAPI()
	s.serveOn(s.services, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("X-Amz-Target"), "AWSCognitoIdentityProviderService.") {
			users.ServeHTTP(w, r)
			return
		}
		queues.ServeHTTP(w, r)
	}))
	return nil
}
