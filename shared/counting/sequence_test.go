package counting

import (
	"bytes"
	"math/big"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"pgregory.net/rapid"
)

func TestSequencesSortAsTheirNumbersDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[0-9]{1,40}`)
		a, b := digits.Draw(t, "a"), digits.Draw(t, "b")
		p, errP := ParseSequence(a)
		q, errQ := ParseSequence(b)
		if errP != nil || errQ != nil {
			t.Fatalf("%v, %v", errP, errQ)
		}
		m, _ := new(big.Int).SetString(a, 10)
		n, _ := new(big.Int).SetString(b, 10)
		if p.Before(q) != (m.Cmp(n) < 0) || (p == q) != (m.Cmp(n) == 0) {
			t.Errorf("%s before %s: %v", a, b, p.Before(q))
		}
		stored := p.binary().(*types.AttributeValueMemberB).Value
		other := q.binary().(*types.AttributeValueMemberB).Value
		if sequenceOf(p.binary()) != p || (bytes.Compare(stored, other) < 0) != p.Before(q) {
			t.Errorf("%s is stored as %x, %s as %x", a, stored, b, other)
		}
	})
}

func TestParseSequenceRefusesWhatIsNoNumber(t *testing.T) {
	for _, s := range []string{"", "-1", "1.5", "x", "1e5", " 1", strings.Repeat("1", 41)} {
		if q, err := ParseSequence(s); err == nil {
			t.Errorf("%q: %x", s, q)
		}
	}
}

func TestNothingIsBeforeAllSequences(t *testing.T) {
	zero, _ := ParseSequence("0")
	if !sequenceOf(nil).Before(zero) {
		t.Error("no mark covers record 0")
	}
}
