package referral

import (
	"slices"
	"strings"
)

// Filters are the values of dimensions that pass; "" is none, or unknown. Of a dimension without
// values, every value passes. There are no filters by dimensions of time.
type Filters map[string][]string

const (
	maxFilterValues   = 100
	maxReferrerLength = 255 // bytes, of a host name: RFC 1035, section 2.3.4
)

// lets reports whether a value of a dimension passes.
func (f Filters) lets(dimension, value string) bool {
	values := f[dimension]
	return len(values) == 0 || slices.Contains(values, value)
}

// Codes returns the values of a dimension that has codes.
func (f Filters) Codes(dimension string) []Code {
	codes := make([]Code, len(f[dimension]))
	for i, value := range f[dimension] {
		codes[i] = Code(value)
	}
	return codes
}

// FilterDimensions are the dimensions that stats can be filtered by.
var FilterDimensions = []string{"website", "ad", "partner", "mediaType", "country", "device", "browser", "referrer"}

func parseFilters(given map[string][]string, bad *FieldErrors) Filters {
	filters := Filters{}
	for _, dimension := range FilterDimensions {
		values := given[dimension]
		if len(values) > maxFilterValues {
			bad.Add(dimension, "has more than %d values", maxFilterValues)
			continue
		}
		for _, value := range values {
			parsed, err := parseFilterValue(dimension, value)
			if err != nil {
				bad.AddErr(dimension, err)
				break
			}
			filters[dimension] = append(filters[dimension], parsed)
		}
	}
	return filters
}

func parseFilterValue(dimension, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	switch dimension {
	case "mediaType":
		return oneOf(value, mediaTypes)
	case "device":
		return oneOf(value, Devices)
	case "browser":
		return oneOf(value, Browsers)
	case "country":
		return parseCountry(value)
	case "referrer":
		if len(value) > maxReferrerLength {
			return "", Invalidf("a host name has at most %d bytes", maxReferrerLength)
		}
		return value, nil
	}
	code, err := ParseCode(value)
	return string(code), err
}

func oneOf(value string, values []string) (string, error) {
	if !slices.Contains(values, value) {
		return "", Invalidf("must be one of %s, or empty", strings.Join(values, ", "))
	}
	return value, nil
}

func parseCountry(value string) (string, error) {
	country := strings.ToUpper(value)
	if len(country) != 2 || strings.Trim(country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return "", Invalidf("must be an ISO 3166-1 code such as NO, or empty")
	}
	return country, nil
}
