// Package counting counts clicks and ledger entries: from the table's stream into rows of counters,
// and from there into what reports read.
//
// Decode reads a delivery of the stream and Sum adds it up, both pure. Counters adds the sums to
// rows, each record once; a Counter does all of that as a Lambda. A Reader reads the rows, through
// a View. A Recounter takes back in what was set aside, and a Rebuilder writes a settled day anew.
//
// The insertion of a click and the insertion of a ledger entry are events; no other record is. An
// event counts for its partner, website and ad and, once more, in the totals of its website.
package counting
