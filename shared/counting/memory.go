package counting

import (
	"sync"

	"signpost/shared/table"
)

// maxRemembered is how many rows are remembered; with 2 KB each they take some 20 MB.
const maxRemembered = 4096

// rowMemory remembers what rows looked like.
type rowMemory struct {
	mu   sync.Mutex
	rows map[table.Key]look
}

func (m *rowMemory) recall(k table.Key) look {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rows[k]
}

// keep remembers l. When there are too many rows it forgets all: the busy ones are soon known
// again.
func (m *rowMemory) keep(k table.Key, l look) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rows == nil || len(m.rows) >= maxRemembered {
		m.rows = map[table.Key]look{}
	}
	m.rows[k] = l
}

// activeMemory remembers for which partners it has been noted, in which months, that they had
// activity.
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
