package adminapi

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
)

func (j importJob) importWebsites(ctx context.Context, data []byte) (ImportResult, error) {
	file, err := importKind[referral.Website]{
		read: sheet.ReadWebsites,
		find: j.Store.WebsitesByCode,
		apply: func(row sheet.Row, before *referral.Website) (referral.Website, error) {
			return row.Website(before, j.Public)
		},
		programs: func(w referral.Website) []referral.Code { return w.Programs },
	}.compare(ctx, j.Store, data)
	if err != nil {
		return ImportResult{}, err
	}
	run(j, file.rows, 1, func(batch []*importRow[referral.Website]) { j.writeWebsites(ctx, batch) })
	return file.result(), nil
}

func (j importJob) writeWebsites(ctx context.Context, batch []*importRow[referral.Website]) {
	edits := make([]table.WebsiteEdit, len(batch))
	for i, r := range batch {
		edits[i].After = r.after
		if r.before != nil {
			edits[i].Before = *r.before
		}
	}
	for i, err := range j.Store.WriteWebsites(ctx, edits, j.by) {
		batch[i].settle(err)
	}
}
