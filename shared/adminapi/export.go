package adminapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
)

// How many rows one answer of an export has at most, after how many bytes of cells it ends, and how
// many rows are read from the table at once. 200 websites with the longest URLs are 1.5 MB, so that
// an answer stays below the 6 MB that Lambda lets through.
var (
	exportRows  = 2500
	exportBytes = 3 << 20
	exportRead  = 200
)

func (o *operations) registerExport() {
	op := list("export", "adminExport", "Export partners or websites as CSV", "Import and export")
	op.Responses = map[string]*huma.Response{"200": {
		Description: "CSV with a header row. If there is a Link header, it is a part of the file.",
		Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
	api.ForAdmin(o.api, op, o.exportFile)
}

type exportInput struct {
	Kind   string `query:"kind" required:"true" enum:"partners,websites"`
	Cursor string `query:"cursor" maxLength:"2048" doc:"From the Link header of the part before; absent for the first"`
}

type exportOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Link        string `header:"Link" doc:"rel=\"next\": where the next part is; absent from the last one"`
	Body        []byte
}

// exportFile answers with the rows of one part, in the columns that an import understands.
// Only the first part has the header row, so that the parts put together are the file.
func (o *operations) exportFile(ctx context.Context, caller api.Caller, in *exportInput) (*exportOutput, error) {
	rows, header := o.partnerRows, partnerColumns
	if in.Kind == "websites" {
		rows, header = o.websiteRows, websiteColumns
	}
	paging := api.Paging{Limit: exportRows, Cursor: in.Cursor}
	page, err := api.List(ctx, o.api, caller, "admin/export?kind="+in.Kind, paging, allOf(rows))
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer // never fails to be written to
	out := csv.NewWriter(&body)
	if in.Cursor == "" {
		_ = out.Write(header)
	}
	_ = out.WriteAll(page.Body.Items)
	answer := &exportOutput{ContentType: "text/csv; charset=utf-8",
		Disposition: `attachment; filename="` + in.Kind + `.csv"`, Body: body.Bytes()}
	answer.Link = api.NextLink("/api/admin/export?kind="+in.Kind, page.Body.Next)
	return answer, nil
}

// rowReader reads up to limit rows after a position, and returns where to continue, "" at the
// end.
type rowReader func(ctx context.Context, after string, limit int) ([][]string, string, error)

// allOf reads as often as it takes to have limit rows, or exportBytes.
func allOf(read rowReader) rowReader {
	return func(ctx context.Context, after string, limit int) ([][]string, string, error) {
		var all [][]string
		for size := 0; ; {
			rows, next, err := read(ctx, after, min(exportRead, limit-len(all)))
			if err != nil {
				return nil, "", err
			}
			all, size = append(all, rows...), size+sizeOf(rows)
			if next == "" || len(all) == limit || size >= exportBytes {
				return all, next, nil
			}
			after = next
		}
	}
}

func sizeOf(rows [][]string) (size int) {
	for _, row := range rows {
		for _, cell := range row {
			size += len(cell)
		}
	}
	return size
}

var (
	partnerColumns = []string{"code", "name", "email", "parent", "programs", "status", "attributionDays"}
	websiteColumns = []string{"code", "name", "url", "programs", "status", "fallbackUrl",
		"params.partner", "params.ad", "params.clickId"}
)

func (o *operations) partnerRows(ctx context.Context, after string, limit int) ([][]string, string, error) {
	partners, next, err := o.Store.Partners(ctx, table.Search{Limit: limit, After: after})
	return api.Map(partners, partnerCells), next, err
}

func partnerCells(p referral.Partner) []string {
	days := ""
	if p.AttributionDays != nil {
		days = strconv.Itoa(*p.AttributionDays)
	}
	return guarded(string(p.Code), p.Name, p.Email, string(p.Parent), strings.Join(sortedTexts(p.Programs), " "),
		string(p.Status), days)
}

func (o *operations) websiteRows(ctx context.Context, after string, limit int) ([][]string, string, error) {
	websites, next, err := o.Store.Websites(ctx, table.Search{Limit: limit, After: after})
	return api.Map(websites, websiteCells), next, err
}

func websiteCells(w referral.Website) []string {
	return guarded(string(w.Code), w.Name, w.URL, strings.Join(sortedTexts(w.Programs), " "), string(w.Status),
		w.FallbackURL, w.Params.Partner, w.Params.Ad, w.Params.ClickID)
}

func guarded(cells ...string) []string { return api.Map(cells, sheet.Guard) }
