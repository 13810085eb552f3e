// Package adminapi has the operations under /api/admin, for members of the group admins: partners, programs, websites, import and export,
// merchant keys, statistics of all partners, the check of a link, and the audit.
//
// Every change is written with its note in the audit in one transaction. Things have versions: a GET answers with an ETag, and a PATCH with
// If-Match is refused with 409 if somebody else was faster, saying what they changed. A PATCH without If-Match changes the fields that it
// names and leaves the others as they are at that moment.
package adminapi
