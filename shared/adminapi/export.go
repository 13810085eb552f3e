package adminapi

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"signpost/shared/api"
	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
)

// Parts of an export: how many rows an answer has, and how many are read at a time. 2,500 partners with the longest names are some 3 MB of
// the 6 MB that Lambda lets through.
var (
	exportRows = 2500
	exportRead = 500
)

type exportInput struct {
	Kind   string `query:"kind" required:"true" enum:"partners,websites"`
	Cursor string `query:"cursor" maxLength:"2048" doc:"Of the Link header of the part before; without it, the first part"`
}

type exportOutput struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Link        string `header:"Link" doc:"rel=\"next\": where the next part is; absent on the last one"`
	Body        []byte
}

// exportFile answers with up to exportRows rows, in the columns that an import takes. The header row is on the first part only, so that the
// parts put together are the file.
func (o *operations) exportFile(ctx context.Context, caller api.Caller, in *exportInput) (*exportOutput, error) {
	var body bytes.Buffer
	out := csv.NewWriter(&body)
	rows, header := o.partnerRows, partnerColumns
	if in.Kind == "websites" {
		rows, header = o.websiteRows, websiteColumns
	}
	if in.Cursor == "" {
		_ = out.Write(header)
	}
	page, err := api.List(ctx, o.api, caller, "admin/export?kind="+in.Kind, api.Paging{Limit: exportRows, Cursor: in.Cursor}, allOf(rows))
	if err != nil {
		return nil, err
	}
	_ = out.WriteAll(page.Body.Items) // a buffer takes everything
	answer := &exportOutput{ContentType: "text/csv; charset=utf-8", Disposition: `attachment; filename="` + in.Kind + `.csv"`, Body: body.Bytes()}
	if page.Body.Next != "" {
		answer.Link = fmt.Sprintf(`</api/admin/export?kind=%s&cursor=%s>; rel="next"`, in.Kind, url.QueryEscape(page.Body.Next))
	}
	return answer, nil
}

type rowReader func(ctx context.Context, after string, limit int) ([][]string, string, error)

// allOf reads page after page until it has limit rows.
func allOf(read rowReader) rowReader {
	return func(ctx context.Context, after string, limit int) ([][]string, string, error) {
		var all [][]string
		for {
			rows, next, err := read(ctx, after, min(exportRead, limit-len(all)))
			if err != nil {
				return nil, "", err
			}
			if all = append(all, rows...); next == "" || len(all) == limit {
				return all, next, nil
			}
			after = next
		}
	}
}

var (
	partnerColumns = []string{"code", "name", "email", "parent", "programs", "status", "attributionDays"}
	websiteColumns = []string{"code", "name", "url", "programs", "status", "fallbackUrl", "params.partner", "params.ad", "params.clickId"}
)

func (o *operations) partnerRows(ctx context.Context, after string, limit int) ([][]string, string, error) {
	partners, next, err := o.Store.Partners(ctx, table.Search{Limit: limit, After: after})
	return mapped(partners, func(p referral.Partner) []string {
		days := ""
		if p.AttributionDays != nil {
			days = strconv.Itoa(*p.AttributionDays)
		}
		return guarded(string(p.Code), p.Name, p.Email, string(p.Parent), strings.Join(texts(p.Programs), " "), string(p.Status), days)
	}), next, err
}

func (o *operations) websiteRows(ctx context.Context, after string, limit int) ([][]string, string, error) {
	websites, next, err := o.Store.Websites(ctx, table.Search{Limit: limit, After: after})
	return mapped(websites, func(w referral.Website) []string {
		return guarded(string(w.Code), w.Name, w.URL, strings.Join(texts(w.Programs), " "), string(w.Status), w.FallbackURL,
			w.Params.Partner, w.Params.Ad, w.Params.ClickID)
	}), next, err
}

func guarded(cells ...string) []string { return mapped(cells, sheet.Guard) }
