// Links generates tracking links and their QR codes, lists them, and keeps partners' postbacks.
package main

import (
	"crypto/rand"
	"os"
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
		partnerapi.RegisterPostback(a, partnerapi.Postbacks{Store: t, OnThisMachine: os.Getenv("SIGNPOST_LOCAL") == "1", Now: time.Now, Random: rand.Reader})
		return err
	})
}
