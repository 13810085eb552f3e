// Links generates tracking links and their QR codes, and lists them.
package main

import (
	"strings"
	"time"

	"signpost/shared/api"
	"signpost/shared/function"
	"signpost/shared/partnerapi"
	"signpost/shared/table"
)

func main() {
	function.Serve(func(a *api.API, t *table.Table) error {
		origin, err := function.Setting("PUBLIC_URL")
		partnerapi.RegisterLinks(a, t, strings.TrimSuffix(origin, "/"), time.Now)
		return err
	})
}
