// Package credit books conversions: it finds the candidates for the credit, decides by the rule,
// and writes booking and ledger together, each step exactly once however often it is asked for.
//
// A step reads what it is based on, decides, and posts on the condition that none of it has
// changed; if something has, it begins again. What was answered with an error can be asked for
// again.
package credit
