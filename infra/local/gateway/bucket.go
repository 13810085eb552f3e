package gateway

import (
	"sync"
	"time"

	"signpost/infra/local/template"
)

// bucket is the throttle of a route: a token bucket, as in API Gateway
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html). AWS
// treats the numbers as targets. This one enforces them.
type bucket struct {
	template.Throttle

	mu     sync.Mutex
	tokens float64
	at     time.Time // when there were that many tokens
}

// newBucket returns a full bucket.
func newBucket(t template.Throttle, now time.Time) *bucket {
	return &bucket{Throttle: t, tokens: float64(t.Burst), at: now}
}

// take reports whether a request may pass. A nil bucket lets everything pass.
func (b *bucket) take(now time.Time) bool {
	if b == nil {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.tokens = min(b.tokens+now.Sub(b.at).Seconds()*b.Rate, float64(b.Burst))
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
