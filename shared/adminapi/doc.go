// Package adminapi has the operations under /api/admin, for members of the group admins:
// setting up partners, programs, websites, merchant keys and webhooks; import and export; the
// statistics of all partners; conversions, their credit and the rule that decides it; the check
// of a link; and the audit.
//
// Every change is written in one transaction with its record in the audit. Partners, programs,
// websites and webhooks have versions: a GET answers with an ETag, and a PATCH with If-Match is
// refused with 409 if somebody else was faster, saying what they changed. A PATCH without
// If-Match changes the fields that it names, and leaves the others as they are at that moment.
package adminapi
