package sheet

import (
	"strings"
	"unicode"
)

// column is a field and the names under which systems export it, the best first, in lower case
// and in letters and digits only.
type column struct {
	field string
	names []string
}

// named lists a column's names, which have no spaces.
func named(field, names string) column { return column{field, strings.Fields(names)} }

// partnerColumns have the names of Signpost's own export, of Keap, Tapfiliate, Post Affiliate
// Pro and AffiliateWP, and of lists made by hand.
var partnerColumns = []column{
	named("code", `code partnercode affiliatecode affcode referralcode referralid refid username login
		partner affiliate partnerid affiliateid`),
	named("name", "name partnername affiliatename fullname displayname contactname company companyname"),
	named("firstName", "firstname givenname"),
	named("lastName", "lastname surname familyname"),
	named("email", "email emailaddress mail partneremail affiliateemail contactemail paymentemail"),
	named("parent", `parent parentcode parentpartner parentpartnercode parentaffiliate parentaffiliatecode
		recruiter recruitedby sponsor sponsorcode referredby upline`),
	named("programs", `programs program programcodes partnerprograms affiliateprogram commissionprogram
		commissionprograms groups group`),
	named("status", "status state partnerstatus affiliatestatus active enabled"),
	named("attributionDays", `attributiondays attributionwindow cookiedays cookielife cookielifetime
		cookieduration leadexpiration leadexpirationdays`),
}

var websiteColumns = []column{
	named("code", "code websitecode redirectcode linkcode redirectlinkcode slug website websiteid"),
	named("name", "name websitename redirectname redirectlinkname linkname title"),
	named("url", `url destination destinationurl redirecturl redirectsto targeturl target websiteurl
		landingpage landingpageurl link`),
	named("programs", `programs program programcodes affiliateprogram commissionprogram
		commissionprograms groups group`),
	named("status", "status state active enabled"),
	named("fallbackUrl", "fallbackurl fallback expiredurl"),
	named("params.partner", "paramspartner partnerparam partnerparameter"),
	named("params.ad", "paramsad adparam adparameter"),
	named("params.clickId", "paramsclickid clickidparam clickidparameter"),
}

// matchFields returns the field of each column of a file, "" for a column that matches none. If
// several columns match a field, the one with the best name has it.
func matchFields(header []string, columns []column) []string {
	bare := make([]string, len(header))
	for i, name := range header {
		bare[i] = bareName(name)
	}
	fields := make([]string, len(header))
	for _, c := range columns {
		if i := bestMatch(bare, c.names, fields); i >= 0 {
			fields[i] = c.field
		}
	}
	return fields
}

// bestMatch returns the column that has the best of names and no field yet, -1 if there is
// none.
func bestMatch(header, names, fields []string) int {
	for _, name := range names {
		for i := range header {
			if header[i] == name && fields[i] == "" {
				return i
			}
		}
	}
	return -1
}

// matched counts the columns that have a field.
func matched(fields []string) int {
	n := 0
	for _, field := range fields {
		if field != "" {
			n++
		}
	}
	return n
}

// ignored returns the names of the columns without a field.
func ignored(header, fields []string) []string {
	var names []string
	for i, name := range header {
		if name = strings.TrimSpace(name); fields[i] == "" && name != "" {
			names = append(names, name)
		}
	}
	return names
}

// bareName is the name of a column in lower case, without anything but letters and digits.
func bareName(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}
