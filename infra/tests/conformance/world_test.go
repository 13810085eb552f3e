package conformance

import (
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"signpost/infra/tests/makerun"
)

// actor is somebody who sends requests.
type actor struct{ name, credentials string }

// world is the running system, and those who call it.
type world struct {
	*testing.T
	document *document
	client   *http.Client
	host     string
	memory   *memory
	actors   map[string]actor
}

// users are signed in; a merchant's key needs no signing in.
var users = []string{"abc123", "kid456", "gone000", "admin"}

func start(t *testing.T) *world {
	t.Helper()
	folder, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	port, err := makerun.FreePort()
	if err != nil {
		t.Fatal(err)
	}
	stack, err := makerun.Start(folder, t.TempDir(), port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stack.Kill)
	w := &world{
		T: t, document: readDocument(t), host: "127.0.0.1:" + port, memory: newMemory(),
		client: &http.Client{
			Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: atOnce},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		actors: map[string]actor{
			"nobody": {name: "nobody"}, "merchant": {"merchant", "demo-merchant-key"}, "wrong": {"wrong", "wrong-key"},
		},
	}
	for _, user := range users {
		token, err := stack.Token(user)
		if err != nil {
			t.Fatal(err)
		}
		w.actors[user] = actor{user, token}
	}
	return w
}

// entitled returns somebody who may call an operation.
func (w *world) entitled(o *operation) actor {
	return w.actors[entitled[o.audience]]
}

// entitled are the actors who may call what is for an audience.
var entitled = map[audience]string{
	everybody: "nobody", partners: "abc123", admins: "admin", merchants: "merchant",
}

// sender is mostly somebody who may call the operation.
func (w *world) sender(g *generator, o *operation) actor {
	if g.often(85) {
		return w.entitled(o)
	}
	return w.actors[pick(g, slices.Sorted(maps.Keys(w.actors))...)]
}
