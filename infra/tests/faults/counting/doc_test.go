// Package counting_test proves that counters are the sum of their events whatever goes wrong on
// the way: deliveries that come twice, in other batches, late or half-way; writes that fail,
// are lost or arrive when nobody waits for them any more.
//
// The same tests run against a table in memory, which is fast, and against the real engine.
package counting_test
