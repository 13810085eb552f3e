// Package table is Signpost's single DynamoDB table: its keys, items, access patterns and
// transactions.
//
// Methods of Table return values of the domain and take values that have passed their Check. Errors
// that a caller can act on are *referral.Error, as each method says; all others are faults of the
// table or of the way to it. What was answered with a fault may or may not have been written, and
// can be tried again: the conditions of the writes keep a repetition from doing anything twice.
//
// Reads are consistent unless a method says that it reads the index, which may lag by a moment.
// Lists take a limit and a position, "" for the start, and return the next position, "" at the end.
package table
