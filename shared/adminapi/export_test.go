package adminapi

// SetExportSizes makes the parts of an export small, for a test, and returns what undoes it.
func SetExportSizes(rows, bytes, read int) func() {
	wasRows, wasBytes, wasRead := exportRows, exportBytes, exportRead
	exportRows, exportBytes, exportRead = rows, bytes, read
	return func() { exportRows, exportBytes, exportRead = wasRows, wasBytes, wasRead }
}

// SetMostWithAds sets the number of partners up to which the ads of all are listed, for a test, and
// returns what undoes it.
func SetMostWithAds(partners int) func() {
	was := mostWithAds
	mostWithAds = partners
	return func() { mostWithAds = was }
}
