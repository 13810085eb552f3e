package referral

// Counts are the numbers of one line of a report.
type Counts struct {
	Hits          int64
	Uniques       int64
	Bots          int64
	Leads         int64
	Sales         int64
	Subscriptions int64
	// Revenue holds minor units by ISO 4217 currency. Amounts of different currencies are never added.
	Revenue map[string]int64
}

// Add adds o to c.
func (c *Counts) Add(o Counts) {
	c.Hits += o.Hits
	c.Uniques += o.Uniques
	c.Bots += o.Bots
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

// Dimensions are what a report can be broken down by.
var Dimensions = []string{"website", "ad", "partner", "day", "hour", "country", "device", "referrer"}

// Cell is where a count belongs: one value for each dimension.
type Cell struct {
	Partner Code // "" when nobody is credited
	Website Code
	Ad      Code
	Day     Day
	Hour    int // 0–23, UTC
	Visitor
}
