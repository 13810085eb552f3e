package counting

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// A row of counters holds the joint distribution of what was counted in its hour, one numeric
// attribute a combination, so that any breakdown of it is exact. The attribute's name is
//
//	measure country device browser ad|referrer        for example  uDEmCwebsite2|google.com
//
// with a letter for the measure (money: with the currency, mUSD), two for the country ("--"
// unknown) and one each for the device and the browser. Without a browser, none is known: that is
// how all names were once. An ad begins with a small letter or a digit, a browser with a capital
// letter. Two other kinds of attribute are in a row: marks, which say how
// far each shard of the stream has been counted, and sizeAttr.
//
// A row that outgrows what its traffic pays for keeps its numbers and loses detail: first new
// referrers are counted under "other", then new countries, devices and browsers too. Ads, measures
// and currencies are never folded.

// Other is what reports show for a referrer, country, device or browser that was folded.
const Other = "other"

// Measure is what a number counts.
type Measure byte

// The measures. Hits are the sum of uniques and repeats; money is followed by its currency. Hits of
// whose link something was ignored are also counted under the letter of that (table.IgnoredLetter).
const (
	Unique       Measure = 'u'
	Repeat       Measure = 'r'
	Bot          Measure = 'b'
	Prefetch     Measure = 'p'
	Lead         Measure = 'l'
	Sale         Measure = 's'
	Subscription Measure = 'n'
	Money        Measure = 'm'
)

const (
	unknownCountry, foldedCountry = "--", "**"
	unknownDevice, foldedDevice   = '-', '*'
	foldedBrowser                 = '*'
	foldedReferrer                = "*"

	countryLength  = 2
	currencyLength = 3
	// A host name that is longer than maxReferrer is folded at once: nobody reads it, and it would
	// fill a row.
	maxReferrer = 100
)

var devices = [256]string{'d': "desktop", 'm': "mobile", 't': "tablet", 'o': "other", foldedDevice: Other}

// AppendCounterName appends the name of the number that counts m, in currency if m is Money, for ad
// and v. In a row of totals the ad is "".
func AppendCounterName(name []byte, m Measure, currency string, ad referral.Code, v referral.Visitor) []byte {
	name = append(name, byte(m))
	if m == Money {
		name = append(name, currency...)
	}
	country, device, referrer := v.Country, byte(unknownDevice), v.Referrer
	if len(country) != countryLength {
		country = unknownCountry
	}
	if v.Device != "" && devices[v.Device[0]] == v.Device {
		device = v.Device[0]
	}
	if len(referrer) > maxReferrer {
		referrer = foldedReferrer
	}
	name = append(name, country...)
	name = append(name, device)
	name = append(name, table.BrowserLetter(v.Browser)...)
	name = append(name, ad...)
	name = append(name, '|')
	return append(name, referrer...)
}

// earns reports whether a number counts leads, sales, subscriptions or money.
func earns(name string) bool {
	switch Measure(name[0]) {
	case Lead, Sale, Subscription, Money:
		return true
	}
	return false
}

// measureLength is how much of an attribute's name is the measure.
func measureLength(name string) int {
	if Measure(name[0]) == Money {
		return 1 + currencyLength
	}
	return 1
}

// foldReferrer is the name under which a combination is counted whose referrer is not told apart.
func foldReferrer(name string) string {
	return name[:strings.IndexByte(name, '|')+1] + foldedReferrer
}

// foldVisitor is the name under which a combination is counted of which only measure and ad are
// told apart.
func foldVisitor(name string) string {
	at := measureLength(name)
	folded := foldedCountry + string(foldedDevice)
	if browserLength(name) > 0 {
		folded += string(foldedBrowser)
	}
	return name[:at] + folded + name[adAt(name):strings.IndexByte(name, '|')+1] + foldedReferrer
}

// browserLength is how much of an attribute's name is the browser: one byte or none.
func browserLength(name string) int {
	switch b := name[measureLength(name)+countryLength+1]; {
	case 'A' <= b && b <= 'Z', b == foldedBrowser:
		return 1
	}
	return 0
}

// adAt is where the ad begins in an attribute's name.
func adAt(name string) int {
	return measureLength(name) + countryLength + 1 + browserLength(name)
}

// namesBefore are the names under which a row may have counted what name says before browsers were
// told apart, none if name has no browser.
func namesBefore(name string) []string {
	if browserLength(name) == 0 {
		return nil
	}
	at := adAt(name)
	name = name[:at-browserLength(name)] + name[at:]
	return []string{name, foldReferrer(name), foldVisitor(name)}
}

func browserIn(name string) string {
	at := adAt(name)
	letter := name[at-browserLength(name) : at]
	if letter == string(foldedBrowser) {
		return Other
	}
	return table.BrowserOf(letter)
}

// isCounter tells whether an attribute of a row is a number of the distribution.
func isCounter(name string) bool {
	const visitor = countryLength + 1
	return len(name) > 1+visitor && len(name) > measureLength(name)+visitor && strings.IndexByte(name, '|') > 0
}

// line returns what one attribute of the row of cell counts.
func line(cell referral.Cell, name string, n int64) referral.Line {
	at := measureLength(name)
	bar := strings.IndexByte(name, '|')
	cell.Ad = referral.Code(name[adAt(name):bar])
	cell.Country = unfold(name[at:at+countryLength], unknownCountry, foldedCountry)
	cell.Device = devices[name[at+countryLength]]
	cell.Browser = browserIn(name)
	cell.Referrer = unfold(name[bar+1:], "", foldedReferrer)
	return referral.Line{Cell: cell, Counts: counts(name, n)}
}

func unfold(value, unknown, folded string) string {
	switch value {
	case unknown:
		return ""
	case folded:
		return Other
	}
	return value
}

func counts(name string, n int64) referral.Counts {
	switch Measure(name[0]) {
	case Unique:
		return referral.Counts{Hits: n, Uniques: n}
	case Repeat:
		return referral.Counts{Hits: n}
	case Bot:
		return referral.Counts{Bots: n}
	case Prefetch:
		return referral.Counts{Prefetches: n}
	case Lead:
		return referral.Counts{Leads: n}
	case Sale:
		return referral.Counts{Sales: n}
	case Subscription:
		return referral.Counts{Subscriptions: n}
	case Money:
		return referral.Counts{Revenue: map[string]int64{name[1 : 1+currencyLength]: n}}
	}
	var c referral.Counts
	if why := table.IgnoredOf(name[:1]); why != referral.NothingIgnored {
		c.Ignored[why] = n
	}
	return c
}

// ignoredMeasure counts the hits of whose links something was ignored for that reason.
func ignoredMeasure(why referral.Ignored) Measure { return Measure(table.IgnoredLetter(why)[0]) }

// SumName returns under which name a number is added up whose ad and visitor are not told apart.
func SumName(name string) string { return name[:measureLength(name)] }

// Earns reports whether a number counts leads, sales, subscriptions or money.
func Earns(name string) bool { return earns(name) }

// Coarser returns the names under which a number may be counted that gives up detail: first the
// referrer, then everything about the visitor. Its measure, currency and ad stay.
func Coarser(name string) [2]string { return [2]string{foldReferrer(name), foldVisitor(name)} }

// EachNumber calls yield for each number in a row of counters or totals, until it returns false. An
// error says that the row can't be read.
func EachNumber(row table.Item, yield func(name string, n int64) bool) (more bool, err error) {
	for name, value := range row {
		number, ok := value.(*types.AttributeValueMemberN)
		if !ok || !isCounter(name) {
			continue
		}
		n, err := strconv.ParseInt(number.Value, 10, 64)
		if err != nil {
			return false, err
		}
		if n != 0 && !yield(name, n) {
			return false, nil
		}
	}
	return true, nil
}

// eachLine calls yield for each number in a row of counters or totals, until it returns false. cell
// is what the row's key says.
func eachLine(cell referral.Cell, row table.Item, yield lineYield) (more bool, err error) {
	return EachNumber(row, func(name string, n int64) bool { return yield(line(cell, name, n)) })
}
