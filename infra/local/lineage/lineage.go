// Package lineage counts how often a chain of events has invoked each function. The counts are in
// the trace header, which goes with an event from the function that sends it to the one that it
// invokes. Lambda notices by them that a function feeds itself
// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html).
//
// AWS does not document the field. This is the form that its headers have:
//
//	Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1;Lineage=a87bd80c:1|68fd508a:5
package lineage

import (
	"context"
	"fmt"
	"hash/crc32"
	"slices"
	"strconv"
	"strings"
)

// Header is the HTTP header that has a trace.
const Header = "X-Amzn-Trace-Id"

// Limit is how many times a chain of events may invoke a function that is not allowed to run in
// loops.
const Limit = 16

// first is the trace of an event that no function has sent.
const first = "Root=1-00000000-000000000000000000000000;Sampled=0"

const field = ";Lineage="

// Count returns how many times the chain with this trace has invoked the function.
func Count(trace, function string) int {
	_, counts := parse(trace)
	if i := slices.IndexFunc(counts, of(function)); i >= 0 {
		return counts[i].n
	}
	return 0
}

// Next returns the trace of what the function sends when it is invoked once more.
func Next(trace, function string) string {
	root, counts := parse(trace)
	if i := slices.IndexFunc(counts, of(function)); i >= 0 {
		counts[i].n++
	} else {
		counts = append(counts, count{nameOf(function), 1})
	}
	var all []string
	for _, c := range counts {
		all = append(all, c.name+":"+strconv.Itoa(c.n))
	}
	return root + field + strings.Join(all, "|")
}

type count struct {
	name string
	n    int
}

func of(function string) func(count) bool {
	name := nameOf(function)
	return func(c count) bool { return c.name == name }
}

// nameOf returns the short name that a function has in a trace.
func nameOf(function string) string { return fmt.Sprintf("%08x", crc32.ChecksumIEEE([]byte(function))) }

func parse(trace string) (root string, counts []count) {
	if trace == "" {
		return first, nil
	}
	root, list, _ := strings.Cut(trace, field)
	for _, one := range strings.Split(list, "|") {
		name, number, _ := strings.Cut(one, ":")
		if n, err := strconv.Atoi(number); err == nil {
			counts = append(counts, count{name, n})
		}
	}
	return root, counts
}

type traceKey struct{}

// With returns a context in which the event of that trace invokes a function.
func With(ctx context.Context, trace string) context.Context {
	return context.WithValue(ctx, traceKey{}, trace)
}

// From returns the trace of the event that invokes a function; "" if no function has sent it.
func From(ctx context.Context) string {
	trace, _ := ctx.Value(traceKey{}).(string)
	return trace
}
