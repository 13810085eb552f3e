// Conversions takes what merchants' servers report.
package main

import (
	"time"

	"signpost/shared/api"
	"signpost/shared/credit"
	"signpost/shared/function"
	"signpost/shared/merchantapi"
	"signpost/shared/table"
)

func main() {
	function.Serve(func(a *api.API, t *table.Table) error {
		merchantapi.Register(a, t, credit.NewDesk(t), t, time.Now)
		return nil
	})
}
