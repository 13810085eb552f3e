package counting

import (
	"strings"
	"time"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// Batch is what a delivery comes to.
type Batch struct {
	// Rows are what is to be added to the counters.
	Rows []RowBatch
	// Poison are the records that are events and can't be counted, in their order.
	Poison []Poison
}

// Poison is a record that can't be counted, and why.
type Poison struct {
	Index int // in the records that were summed
	Err   error
}

// Sum adds up records, which are of one shard and in their order.
func Sum(records []Record, groups Groups) Batch {
	s := sum{groups: groups, known: map[referral.Code]int{}, rows: map[rowID]int{}, names: map[string]string{}}
	var e event
	for i := range records {
		counts, err := e.read(&records[i])
		if !counts {
			continue
		}
		var sequence Sequence
		if err == nil {
			sequence, err = ParseSequence(records[i].Sequence)
		}
		if err != nil {
			s.batch.Poison = append(s.batch.Poison, Poison{i, err})
			continue
		}
		s.add(&e, sequence)
	}
	return s.batch
}

// sum is a batch that is being added up.
type sum struct {
	groups  Groups
	known   map[referral.Code]int // groups of ads
	batch   Batch
	rows    map[rowID]int // positions in batch.Rows
	names   map[string]string
	made    strings.Builder // the names, one after the other: so they need no memory each
	scratch []byte
}

// rowID tells rows apart without making their keys.
type rowID struct {
	total            bool
	partner, website referral.Code
	group            int
	hour, late       int64
}

func (s *sum) add(e *event, sequence Sequence) {
	count, total := -1, -1
	for _, a := range e.amounts {
		if a.n == 0 {
			continue
		}
		if count < 0 {
			count = s.row(rowID{false, e.partner, e.website, s.group(e.ad), e.hour, e.late})
			total = s.row(rowID{total: true, website: e.website, hour: e.hour, late: e.late})
		}
		s.increment(count, Increment{Record: sequence, Name: s.name(a.measure, e, e.ad), By: a.n})
		s.increment(total, Increment{Record: sequence, Name: s.name(a.measure, e, ""), By: a.n})
	}
}

func (s *sum) group(ad referral.Code) int {
	group, ok := s.known[ad]
	if !ok {
		group = s.groups.Of(ad)
		s.known[ad] = group
	}
	return group
}

func (s *sum) increment(row int, i Increment) {
	s.batch.Rows[row].Increments = append(s.batch.Rows[row].Increments, i)
}

// row returns the position of a row, which is made when it is new.
func (s *sum) row(id rowID) int {
	at, ok := s.rows[id]
	if !ok {
		at = len(s.batch.Rows)
		s.rows[id] = at
		s.batch.Rows = append(s.batch.Rows, RowBatch{Key: id.key()})
	}
	return at
}

func (id rowID) key() table.Key {
	hour, row := referral.Hour(id.hour), table.CounterRow{Late: id.late}
	if id.late != 0 {
		row.Log = referral.DayOf(time.Unix(id.late, 0))
	}
	if id.total {
		return table.TotalKey(id.website, hour).Row(row)
	}
	return table.CountKey(id.partner, id.website, id.group, hour).Row(row)
}

// name returns the name of a number, made once for a batch.
func (s *sum) name(m Measure, e *event, ad referral.Code) string {
	s.scratch = AppendCounterName(s.scratch[:0], m, e.currency, ad, e.visitor)
	name, ok := s.names[string(s.scratch)]
	if !ok {
		from := s.made.Len()
		s.made.Write(s.scratch)
		name = s.made.String()[from:]
		s.names[name] = name
	}
	return name
}
