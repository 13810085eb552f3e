// Package e2e drives the whole system as a user would: `make run` in a process of its own, HTTP
// from outside, and scripts that read like the story they tell. The stories are in testdata,
// and commands_test.go says what a story can do.
package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestStories runs every story in testdata against a stack of its own, with an empty data
// folder.
func TestStories(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	stories, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(stories) == 0 {
		t.Fatal(stories, err)
	}
	testscript.Run(t, testscript.Params{
		Files: stories,
		Setup: func(env *testscript.Env) error {
			story := &story{root: root, data: filepath.Join(env.WorkDir, "data"), headers: map[string]string{}}
			env.Values[storyKey{}] = story
			env.Defer(func() {
				story.end()
				if story.stack != nil && story.stack.Refused() != "" {
					t.Errorf("functions called what they may not:\n%s", story.stack.Refused())
				}
			})
			return nil
		},
		Cmds:                commands,
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE") != "",
	})
}
