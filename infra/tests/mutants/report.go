package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// harmless are the mutants that change nothing that anybody could see, and why.
var harmless = map[string]string{
	"ads.go change: if err != nil":                  "what is not a code is not found either",
	"links.go find: if err != nil":                  "what is not a code is not found either",
	"conversions.go listConversions: if err != nil": "the format of the parameter has been checked before",
}

// report counts mutants by place.
type report struct {
	made, killed map[string]int
	survivors    []string
	survived     int // of those that are not harmless
}

func newReport() *report { return &report{made: map[string]int{}, killed: map[string]int{}} }

func (r *report) add(m mutant, killer string) {
	r.made[m.place]++
	if killer != "" {
		r.killed[m.place]++
		return
	}
	r.survivors = append(r.survivors, fmt.Sprintf("%s %s: %s", m.place, m.name, fate(m, killer)))
	if harmless[m.name] == "" {
		r.survived++
	}
}

// print writes the table that SECURITY.md has.
func (r *report) print(w io.Writer) {
	fmt.Fprintln(w, "| rules of | removed | held by a test |\n| --- | --- | --- |")
	for _, place := range slices.Sorted(maps.Keys(r.made)) {
		fmt.Fprintf(w, "| %s | %d | %d |\n", place, r.made[place], r.killed[place])
	}
	for _, survivor := range r.survivors {
		fmt.Fprintln(w, survivor)
	}
}
