package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"signpost/shared/webhook"
)

// atRestWithin is how soon the messages that are due must have been handled.
const atRestWithin = 20 * time.Second

func (s *story) clockFile() string { return filepath.Join(s.data, "clock") }

// step is what the clock is moved by at once. If it were much longer than a message can be
// delayed, there would be fewer messages than on AWS. Delays are whole seconds, so one may end a
// second late.
const step = webhook.MaxDelay + 2*time.Second

// cmdLater moves the clock on, step by step.
func cmdLater(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	d, err := time.ParseDuration(args[0])
	ts.Check(err)
	for end := s.ahead + d; s.ahead < end; {
		s.ahead = min(s.ahead+step, end)
		ts.Check(os.WriteFile(s.clockFile(), []byte(s.ahead.String()), 0o600))
		ts.Check(s.rest("WebhookQueue"))
	}
}

// rest waits until no message of the queue is due or being handled.
func (s *story) rest(queue string) error {
	for deadline := time.Now().Add(atRestWithin); ; {
		all := map[string]any{"AttributeNames": []string{"All"}}
		if err := s.callQueue("GetQueueAttributes", queue, all); err != nil {
			return err
		}
		due, err := lookUp(s.answer, "Attributes.ApproximateNumberOfMessages")
		if err != nil {
			return err
		}
		taken, err := lookUp(s.answer, "Attributes.ApproximateNumberOfMessagesNotVisible")
		if err != nil || due == "0" && taken == "0" {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("%s ahead, messages of %s are still not handled: %s", s.ahead, queue, s.answer)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
