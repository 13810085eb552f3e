package adminapi

import (
	"context"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// importBatch is how many rows are written between two looks at the clock.
const importBatch = 100

func importWebsites(ctx context.Context, job importJob, data []byte, result *ImportResult) error {
	sheet, err := referral.ReadWebsiteSheet(data)
	if err != nil {
		return err
	}
	rows, codes := rowsOf[referral.Website](sheet)
	there, err := job.Store.WebsitesByCode(ctx, codes)
	if err != nil {
		return err
	}
	fill(rows, there, func(s referral.SheetRow, before *referral.Website) (referral.Website, error) {
		return s.Website(before, job.Public)
	})
	programs := func(w referral.Website) []referral.Code { return w.Programs }
	known, err := job.Store.ProgramsByCode(ctx, programsOf(rows, programs))
	if err != nil {
		return err
	}
	checkPrograms(rows, known, programs)
	run(job, rows, func(batch []*importRow[referral.Website]) { job.writeWebsites(ctx, batch) })
	result.Ignored = sheet.Ignored
	report(rows, result)
	return nil
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

// run writes the rows that can be, batch after batch while there is time. In a dry run it only says that it would.
func run[T any](job importJob, rows []*importRow[T], write func([]*importRow[T])) {
	var batch []*importRow[T]
	flush := func() {
		if len(batch) > 0 && !job.dryRun && job.Now().Before(job.until) {
			write(batch)
		}
		for _, r := range batch {
			if r.outcome == "" && job.dryRun {
				r.end(r.done(), nil)
			} else if r.outcome == "" {
				r.end(pending, nil)
			}
		}
		batch = nil
	}
	for _, r := range rows {
		if r.outcome != "" {
			continue
		}
		if batch = append(batch, r); len(batch) == importBatch {
			flush()
		}
	}
	flush()
}
