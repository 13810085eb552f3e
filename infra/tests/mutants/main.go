// Mutants removes each rule of authorization and validation, and each statement of rights, one at
// a time, and shows which test fails: `make mutants`. A rule is an if or a case that ends with an
// error of the domain; a statement of rights is one of template.yaml. Nothing in the project is
// changed: Go builds each mutant from an overlay, and mutants of the template are read from a copy.
//
// It prints a table of the mutants by place, and exits with 1 if one survives that is not known as
// harmless.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"slices"
)

func main() {
	only := flag.String("only", "", "a pattern for the names of the mutants to try")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *only); err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(1)
	}
}

// mutant is a program, or a template, without one of its rules.
type mutant struct {
	place string // where the rule is: a package, or template.yaml
	name  string // what is removed
	// kill runs tests until one fails, and returns which; "" if all pass.
	kill func(context.Context) (string, error)
}

func run(ctx context.Context, only string) error {
	pattern, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	rules, err := ruleMutants()
	if err != nil {
		return err
	}
	rights, err := rightsMutants()
	if err != nil {
		return err
	}
	all := slices.DeleteFunc(append(rights, rules...), func(m mutant) bool { return !pattern.MatchString(m.name) })
	report := newReport()
	for i, m := range all {
		killer, err := m.kill(ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		report.add(m, killer)
		fmt.Fprintf(os.Stderr, "%d of %d: %s: %s\n", i+1, len(all), m.name, fate(m, killer))
	}
	report.print(os.Stdout)
	if report.survived > 0 {
		return errors.New("some rules are held by no test")
	}
	return nil
}

func fate(m mutant, killer string) string {
	switch {
	case killer != "":
		return "killed by " + killer
	case harmless[m.name] != "":
		return "survives, " + harmless[m.name]
	}
	return "SURVIVES"
}
