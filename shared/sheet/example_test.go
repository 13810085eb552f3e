package sheet_test

import (
	"fmt"
	"time"

	"signpost/shared/sheet"
)

// A file as another system exports it: semicolons, names of its own, and one row with a
// mistake.
func ExampleReadPartners() {
	file, err := sheet.ReadPartners([]byte("Affiliate Code;First Name;Last Name;Status;Shoe size\n" +
		"ABC123;Ann;Lee;approved;38\n" +
		"kid456;Kim;;maybe;41\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("ignored:", file.Ignored)
	for _, row := range file.Rows {
		partner, err := row.Partner(nil, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			fmt.Printf("line %d: %v\n", row.Line, err)
			continue
		}
		fmt.Printf("line %d: %s is %s, %s\n", row.Line, partner.Code, partner.Name, partner.Status)
	}
	// Output:
	// ignored: [Shoe size]
	// line 2: abc123 is Ann Lee, active
	// line 3: some fields are not valid
}

func ExampleGuard() {
	fmt.Println(sheet.Guard("Ann Lee"))
	fmt.Println(sheet.Guard(`=HYPERLINK("https://evil.example")`))
	// Output:
	// Ann Lee
	// '=HYPERLINK("https://evil.example")
}
