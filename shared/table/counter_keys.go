package table

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"signpost/shared/referral"
)

// CountKey is where a partner's links to a website are counted in one hour, for the ads of one
// group.
func CountKey(partner, website referral.Code, group int, hour referral.Hour) Key {
	row := []string{string(hour.Day()), string(website), strconv.Itoa(group), twoDigits(hour.OfDay())}
	return Key{PrefixCount + credited(partner), strings.Join(row, "#")}
}

// TotalKey is where one website is counted in one hour, over all partners.
func TotalKey(website referral.Code, hour referral.Hour) Key {
	return Key{PrefixTotal + string(website), string(hour.Day()) + "#" + twoDigits(hour.OfDay())}
}

// credited returns what stands for a partner in keys of counters.
func credited(partner referral.Code) string {
	if partner == "" {
		return Uncredited
	}
	return string(partner)
}

// PartitionOf is the partition key of all rows of the partner, nobody or website that c counts for.
func PartitionOf(c Counter) string {
	if c.Total {
		return PrefixTotal + string(c.Cell.Website)
	}
	return PrefixCount + credited(c.Cell.Partner)
}

// CounterRow tells the rows of one CountKey or TotalKey apart. The zero value is the row that most
// hours have as their only one.
type CounterRow struct {
	// Log is the day with which the row is folded; "" means that of its events. A row whose log day
	// is another one is displaced.
	Log referral.Day
	// Late is when the row's events were written, in seconds since 1970; 0 means in time.
	Late int64
	// Rebuild is the ULID of the rebuild that wrote the row, "" if it was counted.
	Rebuild string
	// Recount is the hash of the message that was recounted into the row, "" if none was.
	Recount string
	// Page is 0 for the first row, and higher for what did not fit into the rows before.
	Page int
}

// Letters that begin the parts by which a CounterRow extends a sort key.
const (
	eventDayPart = 'E' // of a displaced row
	latePart     = 'L'
	rebuildPart  = 'R'
	recountPart  = 'C'
	pagePart     = 'P'
)

// EventDayPart is what the sort key of a displaced row has of the day of its events.
func EventDayPart(day referral.Day) string { return "#" + string(eventDayPart) + string(day) }

// daySize is the length of a day, with which sort keys of counters begin.
const daySize = len(time.DateOnly)

// Row returns the key of one of the rows of k, a CountKey or TotalKey.
func (k Key) Row(r CounterRow) Key {
	part := func(letter rune, value string) { k.SK += "#" + string(letter) + value }
	if day := k.SK[:daySize]; r.Log != "" && string(r.Log) != day {
		k.SK = string(r.Log) + k.SK[daySize:] + EventDayPart(referral.Day(day))
	}
	if r.Late != 0 {
		part(latePart, strconv.FormatInt(r.Late, 10))
	}
	if r.Rebuild != "" {
		part(rebuildPart, r.Rebuild)
	}
	if r.Recount != "" {
		part(recountPart, r.Recount)
	}
	if r.Page != 0 {
		part(pagePart, strconv.Itoa(r.Page))
	}
	return k
}

// LogDayOf returns the log day of the row of counters at k.
func LogDayOf(k Key) referral.Day { return referral.Day(k.SK[:daySize]) }

// Counter is what the key of a row of counters says.
type Counter struct {
	// Total tells the counters of a website from those of a partner.
	Total bool
	// Cell names no ad: a row has several.
	Cell  referral.Cell
	Group int // of ads; 0 in totals
	// Row always has its Log.
	Row CounterRow
}

// Key is where c is counted, without what c.Row adds.
func (c Counter) Key() Key {
	if c.Total {
		return TotalKey(c.Cell.Website, c.Cell.Hour)
	}
	return CountKey(c.Cell.Partner, c.Cell.Website, c.Group, c.Cell.Hour)
}

// Displaced reports whether the row is folded with another day than that of its events.
func (c Counter) Displaced() bool { return c.Row.Log != c.Cell.Hour.Day() }

// ParseCounter reads the key of a row of counters or totals.
func ParseCounter(k Key) (Counter, error) {
	c, parts := Counter{}, strings.Split(k.SK, "#")
	place := 1 // of the hour
	if website, isTotal := strings.CutPrefix(k.PK, PrefixTotal); isTotal {
		c.Total, c.Cell.Website = true, referral.Code(website)
	} else {
		partner, isCount := strings.CutPrefix(k.PK, PrefixCount)
		if place = 3; !isCount || len(parts) <= place {
			return Counter{}, errNotACounter(k)
		}
		c.Cell.Partner, c.Cell.Website = partnerOf(partner), referral.Code(parts[1])
		var err error
		if c.Group, err = strconv.Atoi(parts[2]); err != nil {
			return Counter{}, errNotACounter(k)
		}
	}
	if len(parts) <= place {
		return Counter{}, errNotACounter(k)
	}
	hour, err := strconv.Atoi(parts[place])
	row, day, rowErr := parseRow(referral.Day(parts[0]), parts[place+1:])
	if err != nil || rowErr != nil {
		return Counter{}, errNotACounter(k)
	}
	c.Cell.Hour, c.Row = day.Hour(hour), row
	return c, nil
}

// parseRow reads what Row has added, and returns the day of the events too.
func parseRow(log referral.Day, parts []string) (r CounterRow, day referral.Day, err error) {
	r.Log, day = log, log
	for _, part := range parts {
		if len(part) < 2 {
			return r, day, errors.New("an empty part")
		}
		switch value := part[1:]; part[0] {
		case eventDayPart:
			day = referral.Day(value)
		case latePart:
			r.Late, err = strconv.ParseInt(value, 10, 64)
		case rebuildPart:
			r.Rebuild = value
		case recountPart:
			r.Recount = value
		case pagePart:
			r.Page, err = strconv.Atoi(value)
		default:
			err = fmt.Errorf("an unknown part %q", part)
		}
		if err != nil {
			return r, day, err
		}
	}
	return r, day, nil
}

func errNotACounter(k Key) error { return fmt.Errorf("not a counter's key: %q %q", k.PK, k.SK) }

// rebuildKey is where it is noted that a day's counters were rebuilt.
func rebuildKey(day referral.Day) Key { return Key{"REBUILDS", string(day)} }

// activeBuckets spreads the partners of a month, so that none of the sets grows past a few
// kilobytes.
const activeBuckets = 64

// ActiveKey is where it is noted that a partner was active in a month.
func ActiveKey(month string, partner referral.Code) Key {
	return Key{PrefixActive + month, activeBucket(partner)}
}

func activeBucket(partner referral.Code) string {
	return twoDigits(int(spread(partner) % activeBuckets))
}

// PartitionDisplaced is the partition key of the notes about displaced rows.
const PartitionDisplaced = PrefixActive + "displaced"

// DisplacedTotals ends the sort key under which it is noted that websites have displaced rows.
const DisplacedTotals = "#TOTAL"

// DisplacedKey is where it is noted that the partner or website that c counts for, or nobody, has
// displaced rows of c's log day.
func DisplacedKey(c Counter) Key {
	k := Key{PartitionDisplaced, string(c.Row.Log)}
	if c.Total {
		k.SK += DisplacedTotals
	} else {
		k.SK += "#" + activeBucket(c.Cell.Partner)
	}
	return k
}

// What folded items say in their keys before their span, which is a month or a day.
const (
	foldedMonth = "M#"
	foldedDay   = "H#"
)

// FoldedSort is how the sort key of a folded item begins: with its span, a month or a day.
func FoldedSort(span string) string {
	if len(span) == daySize {
		return foldedDay + span
	}
	return foldedMonth + span
}

// FoldKey is where what c counts for is folded: for a partner, or nobody, with its website and
// group, and for a website. span is a month or a day.
func FoldKey(c Counter, span string) Key {
	if c.Total {
		return Key{PrefixFoldTotal + string(c.Cell.Website), FoldedSort(span)}
	}
	return Key{
		PrefixFold + credited(c.Cell.Partner),
		FoldedSort(span) + "#" + string(c.Cell.Website) + "#" + strconv.Itoa(c.Group),
	}
}

// ParseFoldKey returns what is folded at a FoldKey, and its span.
func ParseFoldKey(k Key) (c Counter, span string, err error) {
	kind, code, _ := strings.Cut(k.PK, "#")
	parts := strings.Split(k.SK, "#")
	switch {
	case kind+"#" == PrefixFoldTotal && len(parts) == 2:
		c.Total, c.Cell.Website = true, referral.Code(code)
	case kind+"#" == PrefixFold && len(parts) == 4:
		c.Cell.Partner, c.Cell.Website = partnerOf(code), referral.Code(parts[2])
		if c.Group, err = strconv.Atoi(parts[3]); err != nil {
			return Counter{}, "", errNotACounter(k)
		}
	default:
		return Counter{}, "", errNotACounter(k)
	}
	return c, parts[1], nil
}

// summaryBuckets spreads the sums of a month, which all partners have, over partitions.
const summaryBuckets = 16

// SummaryKey is where the sums are folded that a partner, or nobody, has on a website.
func SummaryKey(c Counter, span string) Key {
	bucket := int(spread(c.Cell.Partner) % summaryBuckets)
	return Key{summaryPartition(span, bucket), credited(c.Cell.Partner) + "#" + string(c.Cell.Website)}
}

func summaryPartition(span string, bucket int) string {
	return PrefixSummary + span + "#" + twoDigits(bucket)
}

// SummaryPartitions are the partition keys of all sums of a span.
func SummaryPartitions(span string) []string {
	all := make([]string, summaryBuckets)
	for bucket := range all {
		all[bucket] = summaryPartition(span, bucket)
	}
	return all
}

// ParseSummaryKey returns whose sums are at a SummaryKey, and their span.
func ParseSummaryKey(k Key) (c Counter, span string, err error) {
	parts := strings.Split(k.PK, "#")
	partner, website, ok := strings.Cut(k.SK, "#")
	if !ok || len(parts) != 3 || parts[0]+"#" != PrefixSummary {
		return Counter{}, "", errNotACounter(k)
	}
	c.Cell.Partner, c.Cell.Website = partnerOf(partner), referral.Code(website)
	return c, parts[1], nil
}

// partnerOf is the inverse of credited.
func partnerOf(code string) referral.Code {
	if code == Uncredited {
		return ""
	}
	return referral.Code(code)
}

// foldedKey is where it is noted what has been folded.
func foldedKey() Key { return Key{"FOLDED", "FOLDED"} }

// recountKey is where it is noted that a message was recounted.
func recountKey(hash string) Key { return Key{"RECOUNT#" + hash, "RECOUNT"} }
