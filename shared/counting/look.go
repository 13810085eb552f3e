package counting

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/table"
)

// sizeAttr is the attribute of a row that says how many bytes of numbers it has, at least as many
// as it really has: an update adds what it believes to add. No update may add to a row whose size
// would outgrow what the update knows to be allowed, so that rows keep their bounds whoever writes
// them at the same moment.
const sizeAttr = "size"

// sealedSize is the size of a row that takes no new names: what it does not have is counted in the
// next page. A row is sealed for ever.
const sealedSize = 1 << 30

// look is what a row was last seen to have. It decides under which name and in which page
// something is counted.
type look struct {
	names map[string]struct{} // nil: the row is not known
	sizes sizes
	size  int64 // sizeAttr, 0 if absent
}

func (l look) known() bool { return l.names != nil }

func (l look) sealed() bool { return l.size >= sealedSize }

func (l look) has(name string) bool {
	_, ok := l.names[name]
	return ok
}

// lookAt returns what item looks like.
func lookAt(item table.Item) look {
	l := look{names: make(map[string]struct{}, len(item))}
	for name, value := range item {
		switch {
		case isCounter(name):
			l.names[name] = struct{}{}
			l.sizes.add(name)
		case name == sizeAttr:
			if n, ok := value.(*types.AttributeValueMemberN); ok {
				l.size, _ = strconv.ParseInt(n.Value, 10, 64)
			}
		}
	}
	return l
}
