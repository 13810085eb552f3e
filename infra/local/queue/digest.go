package queue

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// attribute is a message attribute.
type attribute struct {
	DataType    string
	StringValue string `json:",omitempty"`
	BinaryValue []byte `json:",omitempty"`
}

// md5Of returns the digest that SDKs compare with what they sent.
func md5Of(body string) string {
	sum := md5.Sum([]byte(body))
	return hex.EncodeToString(sum[:])
}

// md5OfAttributes returns the digest of message attributes. Source: "Calculating the MD5
// message digest for message attributes" in
// docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html.
func md5OfAttributes(attributes map[string]attribute) string {
	var text []byte
	add := func(part string) {
		text = binary.BigEndian.AppendUint32(text, uint32(len(part)))
		text = append(text, part...)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		add(name)
		add(a.DataType)
		if strings.HasPrefix(a.DataType, "Binary") {
			text = append(text, 2)
			add(string(a.BinaryValue))
		} else {
			text = append(text, 1)
			add(a.StringValue)
		}
	}
	sum := md5.Sum(text)
	return hex.EncodeToString(sum[:])
}
