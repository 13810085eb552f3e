package adminapi

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// list describes an operation that reads something that is always there.
func list(path, id, summary, tag string) huma.Operation {
	return operation(http.MethodGet, path, id, summary, tag)
}

// read describes an operation that reads something that may not exist.
func read(path, id, summary, tag string) huma.Operation {
	return operation(http.MethodGet, path, id, summary, tag, http.StatusNotFound)
}

// create describes an operation that creates a thing.
func create(path, id, summary, tag string) huma.Operation {
	op := operation(http.MethodPost, path, id, summary, tag, http.StatusConflict)
	op.DefaultStatus = http.StatusCreated
	return op
}

// change describes an operation that changes one thing.
func change(path, id, summary, tag string) huma.Operation {
	return operation(http.MethodPatch, path, id, summary, tag, http.StatusNotFound, http.StatusConflict)
}

// remove describes an operation that puts one thing out of use.
func remove(path, id, summary, tag string) huma.Operation {
	op := operation(http.MethodDelete, path, id, summary, tag, http.StatusNotFound)
	op.DefaultStatus = http.StatusNoContent
	return op
}

// operation describes an operation under /api/admin/. errors are the statuses that it may answer
// with in addition to those of all operations.
func operation(method, path, id, summary, tag string, errors ...int) huma.Operation {
	return huma.Operation{OperationID: id, Method: method, Path: "/api/admin/" + path, Summary: summary,
		Tags: []string{tag}, Errors: errors}
}

type noInput struct{}

// output is an answer without headers of its own.
type output[Body any] struct{ Body Body }

// newInput is a request to create something.
type newInput[Body any] struct{ Body Body }
