// Package partnerapi has the operations of partners: who they are, which websites they may promote,
// whom they recruited, and their ads, links, stats and postback.
package partnerapi
