package api

import (
	"fmt"
	"net/url"
)

// Address returns the address of a list's first page: path, which has no query, with those of
// parameters that are not empty. Cursors are bound to it.
func Address(path string, parameters map[string]string) string {
	query := url.Values{}
	for name, value := range parameters {
		if value != "" {
			query.Set(name, value)
		}
	}
	return path + "?" + query.Encode()
}

// NextLink returns the header Link of a page: the address of the next one, whose cursor is next, ""
// if there is none. address is that of the first page, with a query.
func NextLink(address, next string) string {
	if next == "" {
		return ""
	}
	return fmt.Sprintf(`<%s&cursor=%s>; rel="next"`, address, url.QueryEscape(next))
}
