package adminapi

// SetExportSizes makes the parts of an export small, for a test, and returns what undoes it.
func SetExportSizes(rows, read int) func() {
	wasRows, wasRead := exportRows, exportRead
	exportRows, exportRead = rows, read
	return func() { exportRows, exportRead = wasRows, wasRead }
}
