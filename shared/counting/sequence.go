package counting

import (
	"bytes"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// maxSequenceDigits is how long a sequence number may be:
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
const maxSequenceDigits = 40

// Sequence is the place of a record in its shard of the stream. It is longer than any integer of Go
// or number of DynamoDB, so it is kept as packed decimal: the count of digits, then two digits a
// byte. Its bytes sort as the numbers do, in Go and in a condition of DynamoDB. The zero value is
// before all others.
type Sequence [1 + maxSequenceDigits/2]byte

// ParseSequence reads a sequence number in decimal, as the stream gives it.
func ParseSequence(s string) (Sequence, error) {
	var q Sequence
	digits := s
	for len(digits) > 1 && digits[0] == '0' {
		digits = digits[1:]
	}
	if digits == "" || len(digits) > maxSequenceDigits {
		return q, fmt.Errorf("not a sequence number: %.50q", s)
	}
	q[0] = byte(len(digits))
	for i := 0; i < len(digits); i++ {
		d := digits[i] - '0'
		if d > 9 {
			return Sequence{}, fmt.Errorf("not a sequence number: %.50q", s)
		}
		q[1+i/2] |= d << (4 * (1 - i%2))
	}
	return q, nil
}

// Before tells whether q comes earlier in the shard than o.
func (q Sequence) Before(o Sequence) bool { return bytes.Compare(q[:], o[:]) < 0 }

// binary is q as the table has it: without the bytes that no digit fills.
func (q Sequence) binary() types.AttributeValue {
	return &types.AttributeValueMemberB{Value: bytes.Clone(q[:1+(q[0]+1)/2])}
}

// sequenceOf reads what binary made; the zero value when there is nothing.
func sequenceOf(value types.AttributeValue) Sequence {
	var q Sequence
	if b, ok := value.(*types.AttributeValueMemberB); ok {
		copy(q[:], b.Value)
	}
	return q
}

// String returns q in decimal.
func (q Sequence) String() string {
	digits := make([]byte, q[0])
	for i := range digits {
		digits[i] = '0' + q[1+i/2]>>(4*(1-i%2))&0xf
	}
	return string(digits)
}
