package lineage_test

import (
	"testing"

	"signpost/infra/local/lineage"
)

func TestEachFunctionIsCounted(t *testing.T) {
	trace := ""
	for range 3 {
		trace = lineage.Next(trace, "A")
	}
	trace = lineage.Next(trace, "B")
	for function, want := range map[string]int{"A": 3, "B": 1, "C": 0} {
		if got := lineage.Count(trace, function); got != want {
			t.Errorf("%s: %d, want %d, in %s", function, got, want, trace)
		}
	}
	if got := lineage.Count("", "A"); got != 0 {
		t.Errorf("an event that no function has sent counts %d", got)
	}
}

// Others may have begun the trace, and it goes on under their root.
func TestATraceIsContinued(t *testing.T) {
	const root = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"
	for _, begun := range []string{root, root + ";Lineage=a87bd80c:1|68fd508a:5", root + ";Lineage=nonsense"} {
		got := lineage.Next(begun, "A")
		if lineage.Count(got, "A") != 1 || got[:len(root)] != root {
			t.Errorf("%s becomes %s", begun, got)
		}
	}
	got := lineage.Next(root+";Lineage=a87bd80c:1|68fd508a:5", "A")
	if want := root + ";Lineage=a87bd80c:1|68fd508a:5|d3d99e8b:1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
