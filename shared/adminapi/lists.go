package adminapi

import (
	"context"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// searcher reads a page of a list.
type searcher[T any] func(context.Context, table.Search) ([]T, string, error)

// page answers with a page of a list. The list's name includes what chooses what is in it.
func (k kind[T, Shown]) page(
	ctx context.Context, caller api.Caller, list string, p api.Paging, q string, search searcher[T],
) (*api.PageOutput[Shown], error) {
	read := func(ctx context.Context, after string, limit int) ([]Shown, string, error) {
		found, next, err := search(ctx, table.Search{Prefix: q, Limit: limit, After: after})
		return api.Map(found, k.show), next, err
	}
	return api.List(ctx, k.api, caller, list, p, read)
}

type searchInput struct {
	api.Paging
	Q string `query:"q" maxLength:"100" doc:"What the code or the name begins with"`
}

type memberInput struct {
	api.Paging
	Q       string `query:"q" maxLength:"100" doc:"What the code or the name begins with"`
	Program string `query:"program" doc:"Only what is in this program; not together with q"`
}

// named names the list for its cursors.
func (in memberInput) named(kind string) string {
	return "admin/" + kind + "?q=" + in.Q + "&program=" + in.Program
}

// searchFor returns what reads the list that in asks for: all things, or those in a program.
func searchFor[T any](
	in *memberInput, all searcher[T],
	inProgram func(context.Context, referral.Code, table.Search) ([]T, string, error),
) (searcher[T], error) {
	if in.Program == "" {
		return all, nil
	}
	if in.Q != "" {
		return nil, referral.InvalidField("q", "cannot be combined with program")
	}
	program, err := parseCode(in.Program, "program")
	return func(ctx context.Context, s table.Search) ([]T, string, error) { return inProgram(ctx, program, s) }, err
}
