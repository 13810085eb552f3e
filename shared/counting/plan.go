package counting

import "signpost/shared/table"

// Bounds of an update and of a row.
//
// Every update of a row costs a write unit for each kilobyte that the row has. So the visits of a
// row may take smallRow bytes or, if that is more, a kilobyte for each eventsPerKilobyte events of
// the update: what their detail costs then is less than a hundredth of what their clicks cost. What
// earns keeps its detail up to largeRow bytes in a row, some 200 different visitors in an hour.
//
// So a row has at most 2 × largeRow bytes of names and short numbers, and with long numbers and a
// mark for each of hundreds of shards it stays below 32 KB. What does not fit, even without
// detail, goes to the next page.
const (
	smallRow          = 2 << 10
	largeRow          = 8 << 10
	maxRow            = 2 * largeRow
	eventsPerKilobyte = 128

	// maxNames is how many numbers an update has at most. An expression may be 4 KB long and have
	// 300 operators, and `#nnn :nnn,` are ten characters:
	// docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
	maxNames = 190
)

// sizes are what the names and numbers of a row take, in bytes: of visits, and of what earns
// (leads, sales, subscriptions and money).
type sizes struct{ visits, earnings int }

func (b *sizes) add(name string) {
	if earns(name) {
		b.earnings += counterSize(name)
	} else {
		b.visits += counterSize(name)
	}
}

func (b sizes) all() int { return b.visits + b.earnings }

// counterSize is at least what a number of the row takes, in bytes: its name, and a number of up
// to six digits.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
func counterSize(name string) int { return len(name) + 4 }

// boundsFor returns what a row may have that is updated with so many events at once.
func boundsFor(events int) sizes {
	return sizes{visits: min(max(smallRow, events/eventsPerKilobyte<<10), largeRow), earnings: largeRow}
}

// step is one update of a row: the numbers to add, by name.
type step struct {
	length   int // how many increments it covers, spilled ones among them
	from, to Sequence
	sums     map[string]int64
	spilled  []Increment // what goes to the next page
	grown    sizes       // of names that the row was not known to have
	blind    bool        // the row was not known at all
	seals    bool        // the row takes no new names after this update
}

// isEmpty reports whether there is nothing to write.
func (s *step) isEmpty() bool { return len(s.sums) == 0 && !s.seals }

// page is a row of counters that is being planned: the first of its hour, or a later one.
type page struct {
	look
	bounds  sizes
	isFirst bool
}

// plan puts the first of increments into one update, as many as fit.
func (p page) plan(increments []Increment) step {
	s := step{sums: make(map[string]int64, min(len(increments), maxNames)), blind: !p.known()}
	for i := 0; i < len(increments); {
		end := endOfRecord(increments, i)
		if i > 0 && s.isFull(p.bounds, end-i) {
			break
		}
		for ; i < end; i++ {
			p.add(&s, increments[i])
		}
		s.length = end
	}
	return s
}

// endOfRecord returns where the increments of the record at i end: they belong together.
func endOfRecord(increments []Increment, i int) int {
	end := i + 1
	for end < len(increments) && increments[end].Record == increments[i].Record {
		end++
	}
	return end
}

// isFull reports whether s can't take more numbers. What is written blind fills at most half a row.
func (s *step) isFull(b sizes, more int) bool {
	return len(s.sums)+more > maxNames || s.blind && s.grown.all() > b.visits/2
}

// add puts one increment into s under its name or, if the row has no room for it, under a folded
// one. What has no place in the row is spilled.
func (p page) add(s *step, inc Increment) {
	name, fits := p.place(s, inc.Name)
	if !fits {
		s.seals = s.seals || !p.sealed()
		s.spilled = append(s.spilled, inc)
		return
	}
	if len(s.sums) == 0 {
		s.from = inc.Record
	}
	s.to = inc.Record
	if _, planned := s.sums[name]; !planned && !p.has(name) {
		s.grown.add(name)
	}
	s.sums[name] += inc.By
}

// place returns the name under which the row counts what name says in full: the most telling of
// those that the row has or has room for. If there is none, it is one that the row has from before
// browsers were told apart: an event that it has counted then must find this row again.
func (p page) place(s *step, name string) (_ string, fits bool) {
	if s.blind || p.takes(s, name, 0) {
		return name, true
	}
	if folded := foldReferrer(name); p.takes(s, folded, 1) {
		return folded, true
	}
	folded := foldVisitor(name)
	if p.takes(s, folded, 2) {
		return folded, true
	}
	for _, before := range namesBefore(name) {
		if p.has(before) {
			return before, true
		}
	}
	return folded, false
}

// takes reports whether the row has a name, or has room for it; detail says how much detail the
// name has given up.
func (p page) takes(s *step, name string, detail int) bool {
	if _, planned := s.sums[name]; planned || p.has(name) {
		return true
	}
	return !p.sealed() && !s.seals && p.hasRoom(s, name, detail)
}

// shares are what names may fill of a row, in eighths, by how much detail they have given up: those
// without any find room when the others have none.
var shares = [...]int{6, 7, 8}

// hasRoom reports whether a new name fits into the row. Later pages are for what has lost its
// detail already: they keep that of what earns.
func (p page) hasRoom(s *step, name string, detail int) bool {
	used, bound := p.sizes.visits+s.grown.visits, p.bounds.visits
	if earns(name) {
		used, bound = p.sizes.earnings+s.grown.earnings, p.bounds.earnings
	} else if !p.isFirst && detail < len(shares)-1 {
		return false
	}
	return used+counterSize(name) <= bound*shares[detail]/8
}

// after returns what the row looks like once s is written; item is the row if s added names to it.
func (l look) after(s step, item table.Item) look {
	if s.grown.all() > 0 {
		l = lookAt(item)
	}
	if s.seals {
		l.size = sealedSize
	}
	return l
}
