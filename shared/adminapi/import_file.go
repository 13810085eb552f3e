package adminapi

import (
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"signpost/shared/referral"
	"signpost/shared/sheet"
)

// importKind is how things of one kind are imported.
type importKind[T any] struct {
	read     func(file []byte) (sheet.Sheet, error)
	find     func(context.Context, []referral.Code) (map[referral.Code]T, error)
	apply    func(row sheet.Row, before *T) (T, error)
	programs func(T) []referral.Code
}

// importFile is a file whose rows have been compared with what is there.
type importFile[T any] struct {
	rows    []*importRow[T]
	there   map[referral.Code]T // what exists under the codes of rows
	ignored []string
}

// compare reads a file. Rows that are invalid in themselves or change nothing have their
// outcome afterwards; the others are to be written.
func (k importKind[T]) compare(ctx context.Context, store ImportStore, data []byte) (importFile[T], error) {
	var file importFile[T]
	parsed, err := k.read(data)
	if err != nil {
		return file, err
	}
	file.ignored = parsed.Ignored
	rows, codes := rowsOf[T](parsed.Rows)
	if file.there, err = k.find(ctx, codes); err != nil {
		return file, err
	}
	for r := range open(rows) {
		r.fill(file.there, k.apply)
	}
	file.rows = rows
	return file, k.checkPrograms(ctx, store, rows)
}

// rowsOf reads the codes of rows. A code that an earlier row has is invalid.
func rowsOf[T any](parsed []sheet.Row) (rows []*importRow[T], codes []referral.Code) {
	first := map[referral.Code]int{}
	for _, s := range parsed {
		r := &importRow[T]{Row: s}
		rows = append(rows, r)
		code, err := s.Code()
		if err == nil && first[code] != 0 {
			err = referral.InvalidField("code", "is already in line %d", first[code])
		}
		if err != nil {
			r.end(invalid, err)
			continue
		}
		r.code, first[code] = code, s.Line
		codes = append(codes, code)
	}
	return rows, codes
}

// checkPrograms finds the rows that name programs which do not exist.
func (k importKind[T]) checkPrograms(ctx context.Context, store ImportStore, rows []*importRow[T]) error {
	var named []referral.Code
	for r := range open(rows) {
		named = append(named, k.programs(r.after)...)
	}
	known, err := store.ProgramsByCode(ctx, named)
	if err != nil {
		return err
	}
	for r := range open(rows) {
		for _, code := range k.programs(r.after) {
			if _, ok := known[code]; !ok {
				r.end(invalid, referral.InvalidField("programs", "there is no program %s", code))
			}
		}
	}
	return nil
}

// rowsExplained keeps the answer about a file in which everything is wrong below the 6 MB that
// Lambda lets through.
const rowsExplained = 1000

// result reports the outcomes of all rows.
func (f importFile[T]) result() ImportResult {
	result := ImportResult{Total: len(f.rows), Ignored: f.ignored, Items: make([]RowOutcome, len(f.rows))}
	counts := map[string]*int{created: &result.Created, updated: &result.Updated, unchanged: &result.Unchanged,
		invalid: &result.Invalid, failed: &result.Failed, pending: &result.Pending}
	explained := 0
	for i, r := range f.rows {
		result.Items[i] = r.report(i + 1)
		*counts[r.outcome]++
		if r.err == nil {
			continue
		}
		if explained++; explained > rowsExplained {
			result.Items[i].Errors = nil
		}
	}
	return result
}

// importBatch is how many rows are written between two looks at the clock.
const importBatch = 100

// run writes the open rows in batches, several at once, while there is time.
func run[T any](job importJob, rows []*importRow[T], atOnce int, write func([]*importRow[T])) {
	var group errgroup.Group
	group.SetLimit(atOnce)
	for batch := range slices.Chunk(slices.Collect(open(rows)), importBatch) {
		group.Go(func() error {
			runBatch(job, batch, write)
			return nil
		})
	}
	_ = group.Wait() // every row has its own error
}

// runBatch writes a batch if there is time. A dry run does not write, and takes no time.
func runBatch[T any](job importJob, batch []*importRow[T], write func([]*importRow[T])) {
	if !job.dryRun && job.Now().Before(job.until) {
		write(batch)
	}
	for r := range open(batch) {
		if job.dryRun {
			r.end(r.written(), nil)
		} else {
			r.end(pending, nil)
		}
	}
}
