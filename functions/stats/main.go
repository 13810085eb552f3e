// Stats serves Link Tracking Stats.
package main

import (
	"time"

	"signpost/shared/api"
	"signpost/shared/counting"
	"signpost/shared/function"
	"signpost/shared/partnerapi"
	"signpost/shared/table"
)

func main() {
	function.Serve(func(a *api.API, t *table.Table) error {
		currency, err := function.Setting("CURRENCY")
		partnerapi.RegisterStats(a, t, counting.NewReader(t), currency, time.Now)
		return err
	})
}
