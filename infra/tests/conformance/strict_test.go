package conformance

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"testing"
)

// ask sends a request and checks that the answer is described and has one of the statuses.
func (w *world) ask(t *testing.T, d *draft, statuses ...int) received {
	t.Helper()
	got, err := w.send(d)
	if err == nil {
		_, err = d.operation.check(got)
	}
	if err != nil || !slices.Contains(statuses, got.status) {
		t.Errorf("%s\n%s\n%v; want %d", d, got, err, statuses)
	}
	return got
}

func (w *world) operation(id string) *operation {
	for _, o := range w.document.operations {
		if o.id == id {
			return o
		}
	}
	w.Fatalf("the document has no operation %s", id)
	return nil
}

// draftOf returns a valid request with every field that a body may have.
func (w *world) draftOf(o *operation) *draft {
	g := &generator{Rand: rand.New(rand.NewPCG(*seed, 0)), doc: w.document, memory: newMemory(), whole: true}
	d := g.draft(o, w.entitled(o))
	d.settle()
	return d
}

// Every operation with a body reads its own types, and nothing in it that can be read in two ways.
func checkBodies(t *testing.T, w *world) {
	for _, o := range w.document.operations {
		if len(o.bodies) == 0 {
			continue
		}
		for _, media := range wrongTypes {
			d := w.draftOf(o)
			d.header.Set("Content-Type", media)
			w.ask(t, d, http.StatusUnsupportedMediaType)
		}
		for _, how := range unreadable {
			d := w.draftOf(o)
			if d.header.Get("Content-Type") == "application/json" {
				d.broken, d.body = []string{how}, byBytes[how](d.body)
				w.ask(t, d, http.StatusBadRequest)
			}
		}
	}
}

// unreadable are those of byBytes that make a body something that can't be read.
var unreadable = []string{
	"a lone surrogate", "a field twice", "not UTF-8", "cut", "two values", "not JSON", "a BOM", "deep", "empty",
}

// A body is too large for the function or, beyond that, for API Gateway. Either says so.
func checkLargeBodies(t *testing.T, w *world) {
	for _, test := range []struct {
		operation, media string
		size             int
		statuses         []int
	}{
		{"adminImport", "text/csv", 5 << 20, []int{200}},
		{"adminImport", "text/csv", 5<<20 + 1, []int{413}},
		{"adminImport", "text/csv", 11 << 20, []int{413}},
		{"adminImport", "application/vnd.ms-excel", 4 << 20, []int{200}},
		{"adminImport", "application/vnd.ms-excel", 4<<20 + 1, []int{413}},
		{"adminImport", "application/vnd.ms-excel", 5 << 20, []int{413}},
		{"adminImport", "application/octet-stream", 5 << 20, []int{413, 415}},
		{"reportConversion", "application/json", 64<<10 + 1, []int{413}},
		{"reportConversion", "application/json", 11 << 20, []int{413}},
	} {
		t.Run(fmt.Sprintf("%d bytes of %s", test.size, test.media), func(t *testing.T) {
			d := w.draftOf(w.operation(test.operation))
			d.query = []string{"kind=partners", "dryRun=true"}
			d.header.Set("Content-Type", test.media)
			d.body = append([]byte("code,name\r\n"), bytes.Repeat([]byte("x"), test.size-len("code,name\r\n"))...)
			w.ask(t, d, test.statuses...)
		})
	}
}

// What a merchant's server has reported can be read again, whatever its name is.
func checkExternalIDs(t *testing.T, w *world) {
	report, find := w.operation("reportConversion"), w.operation("findConversion")
	for _, id := range oddTexts {
		d := w.draftOf(report)
		d.tree = map[string]any{"type": "lead", "externalId": id}
		got := w.ask(t, d, 201, 200, 409, 422)
		want := http.StatusOK
		switch {
		case id == "":
			want = http.StatusUnprocessableEntity
		case got.status == http.StatusUnprocessableEntity: // it can't be an external id
			want = http.StatusNotFound
		}
		d = w.draftOf(find)
		d.query = []string{"externalId=" + url.QueryEscape(id)}
		w.ask(t, d, want)
	}
}
