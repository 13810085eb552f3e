package counting

import (
	"signpost/shared/jsonscan"
	"signpost/shared/table"
)

// These functions read the plain events that Lambda sends. They make the scanner fail where
// reading what events.DynamoDBTimeWindowEvent reads would take more, such as for a member that
// comes twice.

func scanDelivery(s *jsonscan.Scanner) Delivery {
	var d Delivery
	var seen struct{ records, shard bool }
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		switch {
		case jsonscan.IsField(name, "Records"):
			once(s, &seen.records)
			d.Records = scanRecords(s)
		case jsonscan.IsField(name, "shardId"):
			once(s, &seen.shard)
			d.Shard = s.Text()
		default:
			s.Skip()
		}
	}
	return d
}

// once makes s fail when a member comes again.
func once(s *jsonscan.Scanner, seen *bool) {
	if *seen {
		s.Fail()
	}
	*seen = true
}

// The record of a click takes at least minRecord bytes, and Lambda sends at most maxBatch records.
// Being wrong only costs time.
const minRecord, maxBatch = 600, 10_000

func scanRecords(s *jsonscan.Scanner) []Record {
	records := make([]Record, 0, min(s.Len()/minRecord+1, maxBatch))
	for ok := s.FirstElement(); ok; ok = s.NextElement() {
		beginning := *s
		records = append(records, Record{})
		r := &records[len(records)-1]
		if scanRecord(s, r); s.Failed() {
			*s = beginning
			s.Skip()
			*r = decodeRecordSlowly(s.Since(beginning))
		}
		r.JSON = s.Since(beginning)
	}
	return records
}

func scanRecord(s *jsonscan.Scanner, r *Record) {
	var seen struct{ event, change bool }
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		switch {
		case jsonscan.IsField(name, "eventName"):
			once(s, &seen.event)
			r.Event = s.Text()
		case jsonscan.IsField(name, "dynamodb"):
			once(s, &seen.change)
			scanChange(s, r)
		default:
			s.Skip()
		}
	}
}

func scanChange(s *jsonscan.Scanner, r *Record) {
	var seen struct{ keys, image, sequence bool }
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		switch {
		case jsonscan.IsField(name, "Keys"):
			once(s, &seen.keys)
			scanKeys(s, r)
		case jsonscan.IsField(name, "NewImage"):
			once(s, &seen.image)
			scanImage(s, &r.image)
		case jsonscan.IsField(name, "SequenceNumber"):
			once(s, &seen.sequence)
			r.Sequence = s.Text()
		default:
			s.Skip()
		}
	}
}

func scanKeys(s *jsonscan.Scanner, r *Record) {
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		switch name {
		case table.AttrPK:
			r.PK = scanAttribute(s).text()
		case table.AttrSK:
			r.SK = scanAttribute(s).text()
		default:
			s.Skip()
		}
	}
}

func scanImage(s *jsonscan.Scanner, m *image) {
	for name, ok := s.FirstMember(); ok; name, ok = s.NextMember() {
		if place, known := imagePlace(name); known {
			m.put(place, scanAttribute(s))
		} else {
			s.Skip()
		}
	}
}

// scanAttribute reads {"S":"…"} or {"N":"…"}; of a value of another type, it only says that it is
// there.
func scanAttribute(s *jsonscan.Scanner) attribute {
	a := attribute{kind: otherKind}
	name, ok := s.FirstMember()
	switch {
	case !ok:
		s.Fail()
		return a
	case name == "S":
		a = attribute{stringKind, s.Text()}
	case name == "N":
		a = attribute{numberKind, s.Text()}
	default:
		s.Skip()
	}
	if _, another := s.NextMember(); another {
		s.Fail()
	}
	return a
}
