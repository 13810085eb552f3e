package click

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"sync"

	"signpost/shared/referral"
)

// Salt is the key of a day. It may be used by many goroutines.
type Salt struct {
	shared  bool // by all functions, through the store
	hashers sync.Pool
}

// hasher is an HMAC that has the key, with the memory that a sum needs.
type hasher struct {
	mac  hash.Hash
	text []byte
	out  [sha256.Size]byte
}

func newSalt(key []byte, shared bool) *Salt {
	s := &Salt{shared: shared}
	s.hashers.New = func() any { return &hasher{mac: hmac.New(sha256.New, key)} }
	return s
}

// sum returns the HMAC-SHA256 of website | partner | ad | address | user agent.
func (s *Salt) sum(v Values, e *Event) [sha256.Size]byte {
	h := s.hashers.Get().(*hasher)
	defer s.hashers.Put(h)
	b := h.text[:0]
	for _, code := range [...]referral.Code{v.Website, v.Partner, v.Ad} {
		b = append(b, code...)
		b = append(b, '|')
	}
	b = appendAddress(b, e)
	b = append(b, '|')
	b = append(b, e.UserAgent...)
	h.mac.Reset()
	h.mac.Write(b)
	h.mac.Sum(h.out[:0])
	h.text = b
	clear(b) // no address is kept, not even here
	return h.out
}
