package table

import (
	"strconv"
	"strings"
	"time"

	"signpost/shared/referral"
)

// Key is the primary key of an item. Every key of the table is built by a function in this file or,
// for what has to do with counters, in counter_keys.go, from codes that referral.ParseCode has
// checked, so that no input can reach into another key.
//
//	item                 pk                               sk
//	partner              PARTNER#code                     PARTNER
//	program              PROGRAM#code                     PROGRAM
//	membership           PARTNER#code                     PROGRAM#program
//	website              WEBSITE#code                     WEBSITE
//	website in program   PROGRAM#code                     WEBSITE#website
//	directory            DIRECTORY#kind                   code
//	hierarchy            HIERARCHY                        HIERARCHY
//	ad                   AD#code                          AD
//	number of ads        ADS#partner                      ADS
//	generated link       LINK#maker                       website#partner#ad
//	click                CLICK#visit                      FIRST or ULID
//	lasting secret       SECRET#name                      SECRET
//	counter              COUNT#partner                    log day#website#group#hour + CounterRow
//	totals for admins    TOTAL#website                    log day#hour + CounterRow
//	rebuilt day          REBUILDS                         day
//	active partners      ACTIVE#month                     bucket
//	displaced rows       ACTIVE#displaced                 log day#bucket, log day#TOTAL
//	folded month         FOLD#partner                     M#month#website#group
//	folded day           FOLD#partner                     H#day#website#group
//	folded totals        FOLDTOTAL#website                M#month, H#day
//	folded sums          SUMMARY#month or day#bucket      partner#website
//	what is folded       FOLDED                           FOLDED
//	recounted message    RECOUNT#hash                     RECOUNT
//	merchant key         KEY#id                           KEY
//	use of a key         KEYUSE#id                        KEYUSE
//	conversion           CONVERSION#merchant#externalId   CONVERSION
//	ledger entry         CONVERSION#merchant#externalId   ENTRY#ULID
//	customer history     CUSTOMER#merchant#customer       ULID
//	awaited click        PENDING#click id                 merchant#externalId
//	webhook              WEBHOOK#id                       WEBHOOK
//	its secret           WEBHOOK#id                       SECRET
//	delivery             DELIVERY#webhook                 ULID
//	rule of attribution  RULE                             RULE
//	audit                AUDIT#entity#code                ULID
//
// In the Vault, which is another table:
//
//	item                 pk                               sk
//	secret               SECRET#name                      SECRET
//	daily salt           SALT#0 (even days) or SALT#1     SALT
//
// Some are in the index too. Clicks and counters never are: a throttled index throttles its table.
//
//	item                 gsi1pk                           gsi1sk
//	partner              PARENT#parent                    PARTNER#code
//	membership           PROGRAM#program                  PARTNER#code
//	directory            NAMES#kind                       lower-case name#code
//	ad                   PARTNER#partner                  AD#code
//	generated link       FOR#partner                      website#partner#ad#maker
//	merchant key         KEYS                             time of creation#id
//	conversion           CONVERSIONS#day                  time#ULID
//	ledger entry         CREDITED#partner                 time#ULID of its conversion
//	webhook              WEBHOOKS                         id
type Key struct{ PK, SK string }

// Attributes of the primary key.
const (
	AttrPK = "pk"
	AttrSK = "sk"
)

const (
	// indexName is the one secondary index; attrGSIPK and attrGSISK are its key.
	indexName = "gsi1"
	attrGSIPK = "gsi1pk"
	attrGSISK = "gsi1sk"
	// AttrExpires is the table's time to live, in seconds since 1970. Expired items may still be
	// read.
	AttrExpires = "expires"
)

// Prefixes by which others tell kinds of items apart: of partition keys, and PrefixEntry of a sort
// key.
const (
	PrefixClick      = "CLICK#"
	PrefixCount      = "COUNT#"
	PrefixTotal      = "TOTAL#"
	PrefixActive     = "ACTIVE#"
	PrefixFold       = "FOLD#"
	PrefixFoldTotal  = "FOLDTOTAL#"
	PrefixSummary    = "SUMMARY#"
	PrefixConversion = "CONVERSION#"
	PrefixEntry      = "ENTRY#"
)

// Prefixes that occur both in partition keys and in sort keys.
const (
	prefixAd      = "AD#"
	prefixPartner = "PARTNER#"
	prefixProgram = "PROGRAM#"
	prefixWebsite = "WEBSITE#"
)

// Sort keys by which the parts of a link are told apart.
const (
	sortPartner = "PARTNER"
	sortWebsite = "WEBSITE"
	sortAd      = "AD"
)

// sortConversion is the sort key of conversions, by which they are told from their entries.
const sortConversion = "CONVERSION"

// FirstClick is the sort key of a visitor's first hit on a tracking link in a UTC day.
const FirstClick = "FIRST"

// Uncredited stands for the missing partner in keys of counters; no code starts with a hyphen.
const Uncredited = "-"

// partnerKey is where a partner is.
func partnerKey(code referral.Code) Key { return Key{prefixPartner + string(code), sortPartner} }

// programKey is where a program is.
func programKey(code referral.Code) Key { return Key{prefixProgram + string(code), "PROGRAM"} }

// websiteKey is where a website is.
func websiteKey(code referral.Code) Key { return Key{prefixWebsite + string(code), sortWebsite} }

// adKey is where an ad is.
func adKey(code referral.Code) Key { return Key{prefixAd + string(code), sortAd} }

// childrenKey is the index key of a partner among the children of parent, "" for none.
func childrenKey(parent, child referral.Code) Key {
	return Key{"PARENT#" + string(parent), prefixPartner + string(child)}
}

// hierarchyKey is where it is counted how often partners were moved.
func hierarchyKey() Key { return Key{"HIERARCHY", "HIERARCHY"} }

// membershipKey is where it is noted that a partner is in a program.
func membershipKey(partner, program referral.Code) Key {
	return Key{prefixPartner + string(partner), prefixProgram + string(program)}
}

// membersKey is the index key of a partner among those in a program.
func membersKey(program, partner referral.Code) Key {
	return Key{prefixProgram + string(program), prefixPartner + string(partner)}
}

// openWebsiteKey is where it is noted that a website is in a program.
func openWebsiteKey(program, website referral.Code) Key {
	return Key{prefixProgram + string(program), prefixWebsite + string(website)}
}

// adCountKey is where the number of a partner's ads is kept.
func adCountKey(partner referral.Code) Key { return Key{"ADS#" + string(partner), "ADS"} }

// adsKey is the index key of an ad among those of a partner.
func adsKey(partner, ad referral.Code) Key {
	return Key{prefixPartner + string(partner), prefixAd + string(ad)}
}

// directoryKey is where the row of a thing is in the list of its kind: "partner", "program" or
// "website".
func directoryKey(kind string, code referral.Code) Key {
	return Key{"DIRECTORY#" + kind, string(code)}
}

// namesKey is the index key of a row of the directory, by the name as foldName returns it.
func namesKey(kind, foldedName string, code referral.Code) Key {
	return Key{"NAMES#" + kind, foldedName + "#" + string(code)}
}

// linkKey is where a generated link is: with its maker.
func linkKey(l referral.Link) Key {
	return Key{"LINK#" + string(l.Maker), linkParts(l)}
}

// linksForKey is the index key of a link among those that credit a partner.
func linksForKey(l referral.Link) Key {
	return Key{"FOR#" + string(l.Partner), linkParts(l) + "#" + string(l.Maker)}
}

func linkParts(l referral.Link) string {
	return string(l.Website) + "#" + string(l.Partner) + "#" + string(l.Ad)
}

// clickKey is where a click is: a unique under FirstClick, any other under its ULID.
func clickKey(id referral.ClickID, first bool) Key {
	if first {
		return Key{PrefixClick + id.Visit(), FirstClick}
	}
	return Key{PrefixClick + id.Visit(), id.ULID()}
}

// saltKey is where the salt of a day's visits is, and was that of two days before.
func saltKey(day referral.Day) Key {
	days := day.Time().Unix() / int64(24*time.Hour/time.Second)
	return Key{"SALT#" + strconv.FormatInt(days%2, 10), "SALT"}
}

// secretKey is where a secret is that functions share.
func secretKey(name string) Key { return Key{"SECRET#" + name, "SECRET"} }

// spread is a hash of a code: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/.
func spread(code referral.Code) uint32 {
	var sum uint32 = 2166136261
	for i := 0; i < len(code); i++ {
		sum = (sum ^ uint32(code[i])) * 16777619
	}
	return sum
}

func twoDigits(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

// merchantKeyKey is where a merchant key is. Its id comes from referral.MerchantKeyID or
// referral.ParseMerchantKeyID.
func merchantKeyKey(id string) Key { return Key{"KEY#" + id, "KEY"} }

// keyUseKey is where it is noted when a merchant key was used last: not with the key, so that who
// notes it need not be able to make keys.
func keyUseKey(id string) Key { return Key{"KEYUSE#" + id, "KEYUSE"} }

// merchantKeysKey is the index key of a merchant key among all; there are only ever a few.
func merchantKeysKey(id, created string) Key { return Key{"KEYS", created + "#" + id} }

// conversionKey is where a merchant's conversion is. A merchant's code has no '#', so that no
// external id, whatever it is, reaches into another key.
func conversionKey(merchant referral.Code, externalID string) Key {
	return Key{PrefixConversion + string(merchant) + "#" + externalID, sortConversion}
}

// conversionsKey is the index key of a conversion among those that happened on a UTC day. Before
// there were lists of periods, it was the day on which it was received, with nothing but the ULID
// as the sort key.
func conversionsKey(b referral.Booking) Key {
	at := b.At(b.Received)
	return Key{conversionsPK(referral.DayOf(at)), sortByTime(at, b.ULID)}
}

func conversionsPK(day referral.Day) string { return "CONVERSIONS#" + string(day) }

// creditedKey is the index key of a ledger entry among those that gave a partner something, or were
// refunded to it: by when its conversion happened, whenever that was credited. Entries of the same
// conversion have the same key.
func creditedKey(partner referral.Code, b referral.Booking) Key {
	return Key{"CREDITED#" + string(partner), sortByTime(b.At(b.Received), b.ULID)}
}

// sortableTime is RFC 3339 with milliseconds: as long for every time in UTC.
const sortableTime = "2006-01-02T15:04:05.000Z"

// sortByTime orders conversions by when they happened.
func sortByTime(at time.Time, ulid string) string { return at.UTC().Format(sortableTime) + "#" + ulid }

// ulidIn returns the ULID in a sort key that sortByTime made, or that is nothing but one.
func ulidIn(sortKey string) string { return sortKey[strings.LastIndexByte(sortKey, '#')+1:] }

// entryKey is where an entry of the ledger is: beside the conversion that caused it.
func entryKey(merchant referral.Code, externalID, ulid string) Key {
	return Key{conversionKey(merchant, externalID).PK, PrefixEntry + ulid}
}

// customerKey is where it is noted who was credited for a conversion of a merchant's customer.
func customerKey(merchant referral.Code, customer, ulid string) Key {
	return Key{"CUSTOMER#" + string(merchant) + "#" + customer, ulid}
}

// pendingKey is where it is noted that a conversion awaits a click.
func pendingKey(click referral.ClickID, c referral.Conversion) Key {
	return Key{"PENDING#" + string(click), string(c.Merchant) + "#" + c.ExternalID}
}

// ruleKey is where the rule of attribution is.
func ruleKey() Key { return Key{"RULE", "RULE"} }

// webhookKey is where a webhook is.
func webhookKey(id string) Key { return Key{"WEBHOOK#" + id, "WEBHOOK"} }

// webhookSecretKey is where a webhook's secret is: not with the webhook, which is in the index.
func webhookSecretKey(id string) Key { return Key{"WEBHOOK#" + id, "SECRET"} }

// webhooksKey is the index key of a webhook among all.
func webhooksKey(id string) Key { return Key{"WEBHOOKS", id} }

// deliveryKey is where a delivery to a webhook is; event is a ULID.
func deliveryKey(webhook, event string) Key {
	return Key{"DELIVERY#" + webhook, event}
}

// auditKey is where one change of a thing is noted.
func auditKey(entity, code, ulid string) Key { return Key{"AUDIT#" + entity + "#" + code, ulid} }
