// Package click is the redirect: what a visit to a tracking link leads to, and the record that is
// kept of it.
//
// Redirect.Invoke shows a visit's whole way: ParseEvent, Links.Find, Decide, Destination.Location,
// Writer.Write, the answer. The recorder and the replayer write the same record under the same
// keys, so a click counts once however often it is delivered (see Record).
//
// A visitor's address is not kept. It only goes into the visit, a keyed hash whose key is random
// and forgotten after the day (see Salts).
package click
