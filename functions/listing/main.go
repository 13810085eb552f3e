// Listing serves what a partner sees: itself, its websites, its children and its ads.
package main

import (
	"signpost/shared/api"
	"signpost/shared/function"
	"signpost/shared/partnerapi"
	"signpost/shared/table"
)

func main() {
	function.Serve(func(a *api.API, t *table.Table) error {
		partnerapi.RegisterListing(a, t)
		return nil
	})
}
