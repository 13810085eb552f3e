// Package folded is how rows of counters are kept once nothing can be added to them any more: one
// item for a month or for a day, with every number of its rows by day or by hour. It knows nothing
// of what the numbers are called.
package folded
