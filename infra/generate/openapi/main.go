// Openapi writes the OpenAPI document of all JSON routes to functions/center/openapi.json, from which the center serves it and the types of the
// Partner Center are made. Run it from the top folder after a change of an operation.
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
