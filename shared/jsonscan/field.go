package jsonscan

import "strings"

// IsField reports whether encoding/json takes a member of that name for the struct field that is
// tagged field. Case makes no difference, and neither do the two letters outside ASCII that fold
// into ASCII. It is short enough to be inlined, because most names differ in their first letter.
func IsField(name, field string) bool {
	return len(name) >= len(field) && (name[0]|' ' == field[0]|' ' || name[0] >= 0x80) && strings.EqualFold(name, field)
}
