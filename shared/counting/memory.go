package counting

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/table"
)

// maxRemembered is how many rows are remembered; with 2 KB each they take some 20 MB.
const maxRemembered = 4096

// rowLook is what a row was last seen to have: it decides under which name something is counted, never whether it is.
type rowLook struct {
	names map[string]struct{} // nil: the row is not known
	size  int                 // bytes
}

// look returns what item looks like.
func look(item table.Item) rowLook {
	r := rowLook{names: make(map[string]struct{}, len(item))}
	for name, value := range item {
		switch {
		case isCounter(name):
			r.names[name] = struct{}{}
			r.size += counterSize(name)
		case isMark(name):
			r.size += markSize(name)
		default:
			r.size += len(name) + attributeSize(value)
		}
	}
	return r
}

func attributeSize(value types.AttributeValue) int {
	if s, ok := value.(*types.AttributeValueMemberS); ok {
		return len(s.Value)
	}
	return 1
}

// after returns what the row looks like once s is written; item is the row, or nil if s added no names.
func (r rowLook) after(s step, item table.Item) rowLook {
	if s.newNames {
		return look(item)
	}
	return r
}

// rowMemory remembers what rows looked like.
type rowMemory struct {
	mu   sync.Mutex
	rows map[table.Key]rowLook
}

func (m *rowMemory) recall(k table.Key) rowLook {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rows[k]
}

// keep remembers r. When there are too many rows it forgets all: the busy ones are soon known again.
func (m *rowMemory) keep(k table.Key, r rowLook) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rows == nil || len(m.rows) >= maxRemembered {
		m.rows = map[table.Key]rowLook{}
	}
	m.rows[k] = r
}

// activeMemory remembers for which partners it has been noted, in which months, that they had activity.
type activeMemory struct {
	mu    sync.Mutex
	known map[table.Key]map[string]struct{}
}

// unknown returns the partners of wanted that are not known to be noted.
func (m *activeMemory) unknown(wanted map[table.Key]map[string]struct{}) map[table.Key][]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	news := map[table.Key][]string{}
	for k, partners := range wanted {
		for partner := range partners {
			if _, ok := m.known[k][partner]; !ok {
				news[k] = append(news[k], partner)
			}
		}
	}
	return news
}

func (m *activeMemory) learn(k table.Key, partners []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[table.Key]map[string]struct{}{}
	}
	if m.known[k] == nil {
		m.known[k] = map[string]struct{}{}
	}
	for _, partner := range partners {
		m.known[k][partner] = struct{}{}
	}
}
