package referral

// Counts are the numbers in one row of stats.
type Counts struct {
	Hits          int64
	Uniques       int64
	Bots          int64
	Prefetches    int64
	Ignored       IgnoredCounts
	Leads         int64
	Sales         int64
	Subscriptions int64
	// Revenue is in minor units, by ISO 4217 currency. Different currencies are never added up.
	Revenue map[string]int64
}

// Add adds o to c.
func (c *Counts) Add(o Counts) {
	c.Hits += o.Hits
	c.Uniques += o.Uniques
	c.Bots += o.Bots
	c.Prefetches += o.Prefetches
	for why, n := range o.Ignored {
		c.Ignored[why] += n
	}
	c.Leads += o.Leads
	c.Sales += o.Sales
	c.Subscriptions += o.Subscriptions
	for currency, amount := range o.Revenue {
		if c.Revenue == nil {
			c.Revenue = map[string]int64{}
		}
		c.Revenue[currency] += amount
	}
}

// inStats reports whether c has anything but what explains hits and what is none.
func (c Counts) inStats() bool {
	return c.Hits != 0 || c.Uniques != 0 || c.Bots != 0 || c.Leads != 0 || c.Sales != 0 || c.Subscriptions != 0 ||
		len(c.Revenue) > 0
}
