package cuts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// answer is a part of a report, as the API gives it.
type answer struct {
	Rows   []map[string]any `json:"rows"`
	Totals map[string]any   `json:"totals"`
	Next   string           `json:"next"`
}

// ask asks the API for a report, part by part.
func (s *system) ask(c cut) (rows, numbers, error) {
	path := "/api/stats"
	if c.caller == "admin" {
		path = "/api/admin/stats"
	}
	query := url.Values{"from": {c.from}, "to": {c.to}, "by": {strings.Join(c.by, ",")}}
	for dimension, value := range c.filters {
		query.Set(dimension, value)
	}
	got := rows{}
	for {
		var a answer
		if err := s.getPatiently(c.caller, path+"?"+query.Encode(), &a); err != nil {
			return nil, numbers{}, err
		}
		for _, row := range a.Rows {
			values := make([]string, len(c.by))
			for i, dimension := range c.by {
				values[i] = fmt.Sprint(row[dimension])
			}
			got.add(values, numbersOf(row))
		}
		if a.Next == "" {
			return got, numbersOf(a.Totals), nil
		}
		query.Set("cursor", a.Next)
	}
}

// patience is how often to ask for what takes longer than a request may, on a busy machine.
const patience = 5

// getPatiently gets a report. How fast that is, is measured elsewhere.
func (s *system) getPatiently(caller, path string, into any) error {
	for try := 1; ; try++ {
		err := s.get(caller, path, into)
		if !errors.Is(err, errUnavailable) || try == patience {
			return err
		}
	}
}

var errUnavailable = errors.New(http.StatusText(http.StatusServiceUnavailable))

func (s *system) get(caller, path string, into any) error {
	r, err := http.NewRequest(http.MethodGet, s.url+path, nil)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+s.tokens[caller])
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return err
	case resp.StatusCode == http.StatusServiceUnavailable:
		return fmt.Errorf("GET %s: %w", path, errUnavailable)
	case resp.StatusCode != http.StatusOK:
		return fmt.Errorf("GET %s: %s: %s", path, resp.Status, text)
	}
	return json.Unmarshal(text, into)
}

// numbersOf reads the columns of a row.
func numbersOf(row map[string]any) (n numbers) {
	for i, name := range []string{"hits", "uniques", "bots", "leads", "sales", "subscriptions"} {
		number, _ := row[name].(float64)
		n[i] = int64(number)
	}
	n = n.plus(money(row))
	others, _ := row["otherRevenue"].([]any)
	for _, o := range others {
		if revenue, ok := o.(map[string]any); ok {
			n = n.plus(money(revenue))
		}
	}
	return n
}

func money(from map[string]any) (n numbers) {
	currency, _ := from["currency"].(string)
	revenue, _ := from["revenue"].(float64)
	if i := slices.Index(currencies, currency); i >= 0 {
		n[firstCurrency+i] = int64(revenue)
	}
	return n
}

// difference says what is wrong with a report, "" if nothing is.
//
// A row of counters that is full counts further referrers, countries, devices and browsers as
// "other". So where a report is cut by one of these, its numbers may be under "other" instead, but
// only few. Cut by all else, they must be exact, and so must what was earned: it keeps its detail.
func difference(c cut, got, want rows) string {
	exact := slices.DeleteFunc(slices.Clone(c.by), func(dimension string) bool { return folds[dimension] })
	if bad := firstDifference(got.on(c.by, exact), want.on(c.by, exact)); bad != "" {
		return bad
	}
	if bad := firstDifference(got.earned(), want.earned()); bad != "" {
		return bad
	}
	var folded, all int64
	for key, n := range want {
		all += n[hits] + n[bots]
		g := got[key]
		missing := n[hits] + n[bots] - g[hits] - g[bots]
		switch {
		case missing > 0:
			folded += missing
		case missing < 0 && !slices.Contains(strings.Split(key, separator), other):
			return fmt.Sprintf("%q: %v, which is more than %v", key, g, n)
		}
	}
	for key, n := range got {
		_, known := want[key]
		if !known && !slices.Contains(strings.Split(key, separator), other) {
			return fmt.Sprintf("%q: %v, of which nothing is known", key, n)
		}
	}
	if folded*100 > all*mostFolded {
		return fmt.Sprintf("%d of %d are folded", folded, all)
	}
	return ""
}

// mostFolded is how many of a hundred clicks may be under "other".
const mostFolded = 2

// on returns the rows of a report by some dimensions, summed up by fewer.
func (r rows) on(by, fewer []string) rows {
	sums := rows{}
	for key, n := range r {
		values := strings.Split(key, separator)
		var kept []string
		for i, dimension := range by {
			if slices.Contains(fewer, dimension) {
				kept = append(kept, values[i])
			}
		}
		sums.add(kept, n)
	}
	return sums
}

// earned returns the rows without visits.
func (r rows) earned() rows {
	earned := rows{}
	for key, n := range r {
		n[hits], n[uniques], n[bots] = 0, 0, 0
		if n != (numbers{}) {
			earned[key] = n
		}
	}
	return earned
}

func firstDifference(got, want rows) string {
	for key, n := range want {
		if got[key] != n {
			return fmt.Sprintf("%q: %v instead of %v", key, got[key], n)
		}
	}
	for key, n := range got {
		if _, known := want[key]; !known {
			return fmt.Sprintf("%q: %v instead of nothing", key, n)
		}
	}
	return ""
}

func (r rows) total() (sum numbers) {
	for _, n := range r {
		sum = sum.plus(n)
	}
	return sum
}
