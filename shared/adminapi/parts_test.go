package adminapi

// SetExportParts makes the parts of an export small, for a test, and returns what sets them back.
func SetExportParts(rows, read int) func() {
	wasRows, wasRead := exportRows, exportRead
	exportRows, exportRead = rows, read
	return func() { exportRows, exportRead = wasRows, wasRead }
}
