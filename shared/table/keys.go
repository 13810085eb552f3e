package table

import (
	"fmt"
	"strconv"
	"strings"

	"signpost/shared/referral"
)

// Key is the primary key of an item. Every key of the table is built by a function in this file, from codes that
// referral.ParseCode has checked, so that no input can reach into another key.
//
//	item                  pk                               sk                          gsi1pk / gsi1sk
//	partner               PARTNER#code                     PARTNER                     PARENT#parent / PARTNER#code
//	program               PROGRAM#code                     PROGRAM
//	membership            PARTNER#code                     PROGRAM#program             PROGRAM#program / PARTNER#code
//	website in program    PROGRAM#code                     WEBSITE#website
//	website               WEBSITE#code                     WEBSITE
//	directory             DIRECTORY#kind                   code                        NAMES#kind / lower-case name#code
//	hierarchy             HIERARCHY                        HIERARCHY                   (grows with every change of a parent)
//	ad                    AD#code                          AD                          PARTNER#partner / AD#code
//	generated link        PARTNER#maker                    LINK#website#partner#ad     FOR#partner / LINK#website#partner#ad#maker
//	click                 CLICK#visit                      FIRST or ULID
//	shared secret         SECRET#name                      SECRET
//	daily salt            SALT#day                         SALT
//	counter               COUNT#partner                    day#website#ads#hour        none, ever: a throttled index throttles the table
//	totals for admins     TOTAL#website                    day#hour                    none
//	active partners       ACTIVE#month                     bucket                      none
//	merchant key          KEY#id                           KEY                         KEYS / time of creation#id
//	conversion            CONVERSION#merchant#externalId   CONVERSION                  CONVERSIONS#day / ULID
//	ledger entry          CONVERSION#merchant#externalId   ENTRY#ULID
//	customer history      CUSTOMER#merchant#customer       ULID
//	awaited click         PENDING#click id                 merchant#externalId
//	webhook               WEBHOOK#id                       WEBHOOK                     WEBHOOKS / id
//	delivery              WEBHOOK#id                       DELIVERY#ULID
//	rule of attribution   RULE                             RULE
//	audit                 AUDIT#entity#code                ULID
type Key struct{ PK, SK string }

// Index keys are the attributes gsi1pk and gsi1sk of the one secondary index.
const (
	IndexName = "gsi1"
	AttrPK    = "pk"
	AttrSK    = "sk"
	AttrGSIPK = "gsi1pk"
	AttrGSISK = "gsi1sk"
	// AttrExpires is the table's time to live, in seconds since 1970. Expired items may still be read; filter on it.
	AttrExpires = "expires"
)

// First letters of partition keys that more than one place needs to know.
const (
	PrefixClick      = "CLICK#"
	PrefixCount      = "COUNT#"
	PrefixTotal      = "TOTAL#"
	PrefixActive     = "ACTIVE#"
	PrefixConversion = "CONVERSION#"
	PrefixEntry      = "ENTRY#"
	PrefixLink       = "LINK#"
	PrefixAd         = "AD#"
	PrefixPartner    = "PARTNER#"
	PrefixProgram    = "PROGRAM#"
	PrefixWebsite    = "WEBSITE#"
)

// FirstClick is the sort key of a visitor's first hit on a tracking link in a UTC day.
const FirstClick = "FIRST"

// Uncredited stands for the missing partner in keys of counters; no code starts with a hyphen.
const Uncredited = "-"

// PartnerKey is where a partner is.
func PartnerKey(code referral.Code) Key { return Key{PrefixPartner + string(code), "PARTNER"} }

// ProgramKey is where a program is.
func ProgramKey(code referral.Code) Key { return Key{PrefixProgram + string(code), "PROGRAM"} }

// WebsiteKey is where a website is.
func WebsiteKey(code referral.Code) Key { return Key{PrefixWebsite + string(code), "WEBSITE"} }

// AdKey is where an ad is.
func AdKey(code referral.Code) Key { return Key{PrefixAd + string(code), "AD"} }

// MembershipKey is where a partner's membership of a program is.
func MembershipKey(partner, program referral.Code) Key {
	return Key{PrefixPartner + string(partner), PrefixProgram + string(program)}
}

// OpenWebsiteKey is where it is noted that a website is in a program.
func OpenWebsiteKey(program, website referral.Code) Key {
	return Key{PrefixProgram + string(program), PrefixWebsite + string(website)}
}

// ChildrenKey is the index key under which a partner's children are, parent "" for those without a parent.
func ChildrenKey(parent, child referral.Code) Key {
	return Key{"PARENT#" + string(parent), PrefixPartner + string(child)}
}

// MembersKey is the index key of a membership.
func MembersKey(program, partner referral.Code) Key {
	return Key{PrefixProgram + string(program), PrefixPartner + string(partner)}
}

// AdsKey is the index key under which a partner's ads are.
func AdsKey(partner, ad referral.Code) Key {
	return Key{PrefixPartner + string(partner), PrefixAd + string(ad)}
}

// LinkKey is where a generated link is: with who made it.
func LinkKey(l referral.Link) Key {
	return Key{PrefixPartner + string(l.Maker), PrefixLink + linkParts(l)}
}

// LinksForKey is the index key under which the links that credit a partner are.
func LinksForKey(l referral.Link) Key {
	return Key{"FOR#" + string(l.Partner), PrefixLink + linkParts(l) + "#" + string(l.Maker)}
}

func linkParts(l referral.Link) string {
	return string(l.Website) + "#" + string(l.Partner) + "#" + string(l.Ad)
}

// ClickKey is where a click is: a unique under FirstClick, any other under its ULID.
func ClickKey(id referral.ClickID, first bool) Key {
	if first {
		return Key{PrefixClick + id.Visit(), FirstClick}
	}
	return Key{PrefixClick + id.Visit(), id.ULID()}
}

// SaltKey is where the salt of a day's visits is.
func SaltKey(day referral.Day) Key { return Key{"SALT#" + string(day), "SALT"} }

// adGroups is how many rows a partner's ads on one website share in an hour: enough that a row stays small with hundreds of ads in use, few
// enough that a batch in which many ads appear once each needs fewer writes than it has ads.
const adGroups = 8

// CountKey is where the counts of one tracking link in one hour are, with those of other ads of the same group.
func CountKey(partner, website, ad referral.Code, day referral.Day, hour int) Key {
	if partner == "" {
		partner = Uncredited
	}
	group := strconv.Itoa(AdGroup(ad))
	return Key{PrefixCount + string(partner), string(day) + "#" + string(website) + "#" + group + "#" + twoDigits(hour)}
}

// AdGroup is which of a partner's rows on a website in an hour counts an ad.
func AdGroup(ad referral.Code) int { return int(spread(ad) % adGroups) }

// spread is a hash of a code: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/.
func spread(code referral.Code) uint32 {
	var sum uint32 = 2166136261
	for i := 0; i < len(code); i++ {
		sum = (sum ^ uint32(code[i])) * 16777619
	}
	return sum
}

func twoDigits(n int) string { return string([]byte{'0' + byte(n/10), '0' + byte(n%10)}) }

// TotalKey is where the counts of one website in one hour are, over all partners.
func TotalKey(website referral.Code, day referral.Day, hour int) Key {
	return Key{PrefixTotal + string(website), string(day) + "#" + twoDigits(hour)}
}

// ParseCountKey returns the cell that a counter's key names; the ads are in the row.
func ParseCountKey(k Key) (referral.Cell, error) {
	parts := strings.Split(k.SK, "#")
	partner, isCount := strings.CutPrefix(k.PK, PrefixCount)
	if !isCount || len(parts) != 4 {
		return referral.Cell{}, fmt.Errorf("not a counter's key: %q %q", k.PK, k.SK)
	}
	hour, err := strconv.Atoi(parts[3])
	if err != nil {
		return referral.Cell{}, fmt.Errorf("not a counter's key: %q %q", k.PK, k.SK)
	}
	if partner == Uncredited {
		partner = ""
	}
	return referral.Cell{Partner: referral.Code(partner), Website: referral.Code(parts[1]),
		Day: referral.Day(parts[0]), Hour: hour}, nil
}

// ParseTotalKey returns the cell that the key of a total names.
func ParseTotalKey(k Key) (referral.Cell, error) {
	day, hour, ok := strings.Cut(k.SK, "#")
	website, isTotal := strings.CutPrefix(k.PK, PrefixTotal)
	n, err := strconv.Atoi(hour)
	if !ok || !isTotal || err != nil {
		return referral.Cell{}, fmt.Errorf("not a total's key: %q %q", k.PK, k.SK)
	}
	return referral.Cell{Website: referral.Code(website), Day: referral.Day(day), Hour: n}, nil
}

// DirectoryKey is where the row of a thing is, in the list of all things of its kind ("partner", "program" or "website").
func DirectoryKey(kind string, code referral.Code) Key {
	return Key{"DIRECTORY#" + kind, string(code)}
}

// NamesKey is the index key of a directory row, by which things are found by the beginning of their name.
func NamesKey(kind, foldedName string, code referral.Code) Key {
	return Key{"NAMES#" + kind, foldedName + "#" + string(code)}
}

// SecretKey is where a secret is that all functions share.
func SecretKey(name string) Key { return Key{"SECRET#" + name, "SECRET"} }

// HierarchyKey is where the number of changes of partners' parents is kept.
func HierarchyKey() Key { return Key{"HIERARCHY", "HIERARCHY"} }

// MerchantKeyKey is where a merchant key is; its id is what referral.MerchantKeyID or referral.ParseMerchantKeyID returned.
func MerchantKeyKey(id string) Key { return Key{"KEY#" + id, "KEY"} }

// MerchantKeysKey is the index key under which all merchant keys are listed; there are only ever a few.
func MerchantKeysKey(id, created string) Key { return Key{"KEYS", created + "#" + id} }

// AuditKey is where one change of a thing is noted.
func AuditKey(entity, code, ulid string) Key { return Key{"AUDIT#" + entity + "#" + code, ulid} }

// activeBuckets spreads the partners of a month, so that no item of the set grows past a few kilobytes.
const activeBuckets = 64

// ActiveKey is where it is noted that a partner had activity in a month.
func ActiveKey(month string, partner referral.Code) Key {
	return Key{PrefixActive + month, fmt.Sprintf("%02d", spread(partner)%activeBuckets)}
}

// ConversionKey is where a merchant's conversion is. A merchant's code has no '#', so the external id, whatever it is, reaches into no other key.
func ConversionKey(merchant referral.Code, externalID string) Key {
	return Key{PrefixConversion + string(merchant) + "#" + externalID, "CONVERSION"}
}

// ConversionsKey is the index key under which the conversions that were received on a day are, in the order of their ULIDs.
func ConversionsKey(day referral.Day, ulid string) Key {
	return Key{"CONVERSIONS#" + string(day), ulid}
}

// EntryKey is where an entry of the ledger is: beside the conversion that caused it.
func EntryKey(merchant referral.Code, externalID, ulid string) Key {
	return Key{ConversionKey(merchant, externalID).PK, PrefixEntry + ulid}
}

// CustomerKey is where it is noted that a conversion of a merchant's customer was credited.
func CustomerKey(merchant referral.Code, customer, ulid string) Key {
	return Key{"CUSTOMER#" + string(merchant) + "#" + customer, ulid}
}

// PendingKey is where it is noted that a conversion names a click that is not in the table yet.
func PendingKey(click referral.ClickID, merchant referral.Code, externalID string) Key {
	return Key{"PENDING#" + string(click), string(merchant) + "#" + externalID}
}

// RuleKey is where the rule of attribution is.
func RuleKey() Key { return Key{"RULE", "RULE"} }

// WebhookKey is where a webhook is.
func WebhookKey(id string) Key { return Key{"WEBHOOK#" + id, "WEBHOOK"} }

// WebhooksKey is the index key under which all webhooks are.
func WebhooksKey(id string) Key { return Key{"WEBHOOKS", id} }

// DeliveryKey is where a delivery to a webhook is; event is a ULID.
func DeliveryKey(webhook, event string) Key { return Key{"WEBHOOK#" + webhook, "DELIVERY#" + event} }
