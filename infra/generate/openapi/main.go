// Openapi writes the OpenAPI document of all JSON routes to functions/center/openapi.json. The
// center serves it, and the Partner Center's types are generated from it. Run it from the top
// folder after changing an operation.
package main

import (
	"fmt"
	"os"
)

const file = "functions/center/openapi.json"

func main() {
	text, err := document()
	if err == nil {
		err = os.WriteFile(file, text, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "openapi:", err)
		os.Exit(1)
	}
}
