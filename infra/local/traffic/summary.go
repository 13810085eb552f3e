package main

import (
	"fmt"
	"time"

	"signpost/infra/local/demo"
	"signpost/shared/referral"
)

// summary says what there is and where to look.
func (f *filler) summary(how string) {
	w := f.world
	busiest, parent, child := w.Guides()
	fmt.Printf("A year %s: SEED=%d, %d clicks from %s to %s on %d websites by %d partners with %d ads.\n",
		how, f.Seed, f.Clicks, f.From().Format(time.DateOnly), f.Until.Format(time.DateOnly),
		len(w.Websites), len(w.Partners), len(w.Ads))
	fmt.Printf("Open %s and sign in with the password %s (partners are then asked for a new one):\n",
		f.url, demo.Password)
	for _, who := range []struct {
		code referral.Code
		why  string
	}{
		{"admin", "sees everything"},
		{busiest, "brings many visitors"},
		{parent, "has the most children"},
		{child, "is one of them"},
	} {
		fmt.Printf("  %-24s %s\n", who.code, who.why)
	}
}
