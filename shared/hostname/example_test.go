package hostname_test

import (
	"fmt"
	"strings"

	"signpost/shared/hostname"
)

// Both names look like "apple.com" at a glance. The second one begins with a Cyrillic letter.
func ExampleImitates() {
	for _, host := range []string{"apple.com", "xn--pple-43d.com"} {
		fmt.Println(host, hostname.Imitates(strings.Split(host, ".")))
	}
	// Output:
	// apple.com false
	// xn--pple-43d.com true
}
