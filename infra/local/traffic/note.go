package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"signpost/infra/local/year"
)

// note is a file in the stack's data folder that says which year is in the stack, and how much of
// it. A year that was begun is completed as it was planned then.
type note struct {
	year.Plan
	Written  int  `json:"written"` // clicks
	Finished bool `json:"finished"`

	path string
}

// openNote reads the note or, in a stack without a year, begins one.
func openNote(path string, plan year.Plan) (*note, error) {
	n := &note{path: path}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		n.Plan = plan
		return n, n.save()
	}
	if err == nil {
		err = json.Unmarshal(text, n)
	}
	if err != nil {
		return nil, fmt.Errorf("%s can't be read: %w", path, err)
	}
	if n.Seed != plan.Seed || n.Clicks != plan.Clicks {
		return nil, fmt.Errorf("this stack has the year of SEED=%d CLICKS=%d: "+
			"for another one, make run with another data folder (DATA=)", n.Seed, n.Clicks)
	}
	return n, nil
}

func (n *note) save() error {
	text, err := json.Marshal(n)
	if err != nil {
		return err
	}
	if err := os.WriteFile(n.path+".new", text, 0o600); err != nil {
		return err
	}
	return os.Rename(n.path+".new", n.path)
}
