package counting

import (
	"encoding/json"
	"maps"

	"signpost/shared/table"
)

// Aside is an update of counters that the table refused for its content, as it is in the failure
// queue. What it would have added is counted nowhere.
type Aside struct {
	Why   string           `json:"why"`
	Shard string           `json:"shardId"`
	Row   AsideRow         `json:"row"`
	From  string           `json:"from"` // the first record, as Sequence.String has it
	To    string           `json:"to"`
	Sums  map[string]int64 `json:"sums"` // what to add, by AppendCounterName
}

// AsideRow is the key of the row.
type AsideRow struct {
	PK string `json:"pk"`
	SK string `json:"sk"`
}

// asideMessage says what s would have added to the row at k and to its later pages; of that, which
// may be much, without detail, so that a message never outgrows what SQS takes.
func asideMessage(shard string, k table.Key, s step, why error) string {
	a := Aside{Why: why.Error(), Shard: shard, Row: AsideRow{k.PK, k.SK}, Sums: maps.Clone(s.sums),
		From: s.from.String(), To: s.to.String()}
	for _, inc := range s.spilled {
		a.Sums[foldVisitor(inc.Name)] += inc.By
	}
	message, _ := json.Marshal(a) // strings and numbers only
	return string(message)
}
