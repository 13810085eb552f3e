package adminapi

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
)

// importBatch is how many rows are written between two looks at the clock.
const importBatch = 100

func importWebsites(ctx context.Context, job importJob, data []byte, result *ImportResult) error {
	file, err := sheet.ReadWebsites(data)
	if err != nil {
		return err
	}
	rows, codes := rowsOf[referral.Website](file)
	there, err := job.Store.WebsitesByCode(ctx, codes)
	if err != nil {
		return err
	}
	fill(rows, there, func(s sheet.Row, before *referral.Website) (referral.Website, error) {
		return s.Website(before, job.Public)
	})
	programs := func(w referral.Website) []referral.Code { return w.Programs }
	known, err := job.Store.ProgramsByCode(ctx, programsOf(rows, programs))
	if err != nil {
		return err
	}
	checkPrograms(rows, known, programs)
	run(job, rows, 1, func(batch []*importRow[referral.Website]) { job.writeWebsites(ctx, batch) })
	result.Ignored = file.Ignored
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

// run writes the rows that can be, batch after batch while there is time, so many batches at once.
func run[T any](job importJob, rows []*importRow[T], atOnce int, write func([]*importRow[T])) {
	open := slices.DeleteFunc(slices.Clone(rows), func(r *importRow[T]) bool { return r.outcome != "" })
	var group errgroup.Group
	group.SetLimit(atOnce)
	for batch := range slices.Chunk(open, importBatch) {
		group.Go(func() error {
			runBatch(job, batch, write)
			return nil
		})
	}
	_ = group.Wait() // every row knows its outcome
}

// runBatch writes a batch if there is time. In a dry run it only says that it would.
func runBatch[T any](job importJob, batch []*importRow[T], write func([]*importRow[T])) {
	if !job.dryRun && job.Now().Before(job.until) {
		write(batch)
	}
	for _, r := range batch {
		if r.outcome == "" && job.dryRun {
			r.end(r.done(), nil)
		} else if r.outcome == "" {
			r.end(pending, nil)
		}
	}
}
