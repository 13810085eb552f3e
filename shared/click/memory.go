package click

// memory is a map that forgets its oldest entries instead of growing: it has at least the limit
// most recent ones, and at most twice as many.
type memory[K comparable, V any] struct {
	limit         int
	young, former map[K]V
}

func newMemory[K comparable, V any](limit int) memory[K, V] {
	return memory[K, V]{limit: limit, young: map[K]V{}}
}

func (m *memory[K, V]) get(k K) (V, bool) {
	v, ok := m.young[k]
	if !ok {
		v, ok = m.former[k]
	}
	return v, ok
}

func (m *memory[K, V]) put(k K, v V) {
	if len(m.young) >= m.limit {
		m.former, m.young = m.young, make(map[K]V, m.limit)
	}
	m.young[k] = v
}
