// Package counting_test proves that counters are the sum of their events whatever goes wrong:
// deliveries that come twice, in other batches, late or in part, and writes that fail, whose
// answers are lost, or that arrive after everybody has stopped waiting for them.
//
// The same tests run with a table in memory, which is fast, and with the real engine.
package counting_test
