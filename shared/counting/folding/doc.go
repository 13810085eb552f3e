// Package folding folds rows of counters, once nothing can be added to them any more, into items of
// months and days, from which reports are read faster. ARCHITECTURE.md says why reports stay exact
// meanwhile, whatever else happens and wherever it is interrupted.
package folding
