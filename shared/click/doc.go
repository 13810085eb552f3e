// Package click is the redirect: what a visit to a tracking link leads to, and the record that is kept of it.
//
// A visit goes through it in one line: ParseEvent → Links.Find → Decide → Destination.Location → Writer.Write → the answer.
// Redirect.Invoke is that line. The same record is written by the recorder and by the replayer, under the same keys, so that
// a click counts once whatever is delivered twice (see Record).
//
// No address of a visitor is kept: it goes into the visit, a keyed hash whose key is random and gone after the day (see Salts).
package click
