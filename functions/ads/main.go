// Ads makes and changes partners' ads.
package main

import (
	"crypto/rand"
	"time"

	"signpost/shared/api"
	"signpost/shared/function"
	"signpost/shared/partnerapi"
	"signpost/shared/table"
)

func main() {
	function.Serve(func(a *api.API, t *table.Table) error {
		partnerapi.RegisterAds(a, t, time.Now, rand.Reader)
		return nil
	})
}
