// Package erase takes away what says who somebody is: a partner, or the customer of a merchant.
// What they did stays: clicks, bookings, the ledger and all counters, so totals stay what they were
// and a day still adds up.
//
// Each erasure can be asked for again, and completes whatever broke off. A dry run changes nothing
// and says what an erasure would take away. Backups of the table keep what was there for 35 days.
package erase
