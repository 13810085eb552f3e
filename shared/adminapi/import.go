package adminapi

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// ImportStore reads and writes many things together.
type ImportStore interface {
	PartnersByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Partner, error)
	WebsitesByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Website, error)
	ProgramsByCode(ctx context.Context, codes []referral.Code) (map[referral.Code]referral.Program, error)
	// WritePartners and WriteWebsites return one error for each change, nil for those that were
	// written. Each is written as a whole or not at all.
	WritePartners(ctx context.Context, changes []table.PartnerEdit, by referral.Stamp) []error
	WriteWebsites(ctx context.Context, changes []table.WebsiteEdit, by referral.Stamp) []error
}

// Outcomes of a row. In a dry run they say what would happen.
const (
	created   = "created"
	updated   = "updated"
	unchanged = "unchanged"
	invalid   = "invalid" // the row breaks a rule, and nothing of it was written
	failed    = "failed"  // something else went wrong; posting the file again may help
	pending   = "pending" // not reached yet; post the file again
)

// RowOutcome says what became of one row of the file.
type RowOutcome struct {
	Row     int              `json:"row" doc:"1 is the first row below the header"`
	Line    int              `json:"line" doc:"Where the row begins in the file, from 1"`
	Code    string           `json:"code,omitempty"`
	Outcome string           `json:"outcome" enum:"created,updated,unchanged,invalid,failed,pending"`
	Errors  []api.FieldError `json:"errors,omitempty" doc:"What is wrong with it, for the first 1,000 such rows"`
}

// ImportResult says what became of a file.
type ImportResult struct {
	Kind      string       `json:"kind" enum:"partners,websites"`
	DryRun    bool         `json:"dryRun" doc:"Nothing was written; the outcomes say what would be"`
	Total     int          `json:"total" doc:"Rows in the file"`
	Created   int          `json:"created"`
	Updated   int          `json:"updated"`
	Unchanged int          `json:"unchanged"`
	Invalid   int          `json:"invalid"`
	Failed    int          `json:"failed"`
	Pending   int          `json:"pending" doc:"Rows that there was no time for; post the same file again"`
	Ignored   []string     `json:"ignoredColumns,omitempty" doc:"Columns of the file that match no field"`
	Items     []RowOutcome `json:"items" nullable:"false"`
}

// How large a file may be, in bytes. Lambda accepts requests of 6 MiB. API Gateway delivers text/*
// as it is, and everything else as base64, which is a third larger.
const (
	maxImport       = 5 << 20
	maxImportBase64 = 4 << 20
)

// importTypes are the types that browsers and tools give CSV files.
var importTypes = []string{"text/csv", "text/plain", "application/csv", "application/vnd.ms-excel"}

func (o *operations) registerImport() {
	op := operation(http.MethodPost, "import", "adminImport", "Import partners or websites from CSV",
		"Import and export")
	op.Description = "The first row names the columns; names that other systems use are understood. " +
		"A row changes what has its code, or creates it; the same file again changes nothing. " +
		"A column that the file does not have leaves its field as it is. " +
		"An empty cell clears the field, except for name and status. " +
		"Parents may come after their children. Each row is written as a whole or not at all. " +
		"A large file may take several requests: while `pending` is not 0, post it again. " +
		"What has been done then comes out as unchanged.\n\n" +
		"A file may have 5 MiB as text/csv or text/plain (and 6 MiB if each quote and line end is counted twice), " +
		"and 4 MiB as another type."
	op.MaxBodyBytes = maxImport
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	for _, media := range importTypes {
		op.RequestBody.Content[media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	api.ForAdmin(o.api, op, o.importFile)
}

type importInput struct {
	Kind        string `query:"kind" required:"true" enum:"partners,websites"`
	DryRun      bool   `query:"dryRun" doc:"Check everything, write nothing"`
	ContentType string `header:"Content-Type" hidden:"true"`
	RawBody     []byte `contentType:"text/csv"`
}

// importFor is how long a request keeps starting batches. The function ends after 29 seconds,
// and two batches at once take four of them if the user pool is the limit.
const importFor = 22 * time.Second

func (o *operations) importFile(
	ctx context.Context, caller api.Caller, in *importInput,
) (*output[ImportResult], error) {
	if len(in.RawBody) > maxImportBase64 && !strings.HasPrefix(in.ContentType, "text/") {
		return nil, huma.NewError(http.StatusRequestEntityTooLarge, "a file of more than 4 MiB must be text/csv")
	}
	job := importJob{operations: o, by: o.stamp(caller), until: o.Now().Add(importFor), dryRun: in.DryRun}
	importKind := job.importPartners
	if in.Kind == "websites" {
		importKind = job.importWebsites
	}
	result, err := importKind(ctx, in.RawBody)
	if err != nil {
		return nil, err
	}
	result.Kind, result.DryRun = in.Kind, in.DryRun
	return &output[ImportResult]{result}, nil
}

// importJob is one request to import a file.
type importJob struct {
	*operations
	by     referral.Stamp
	until  time.Time // when no more batches are started
	dryRun bool
}
