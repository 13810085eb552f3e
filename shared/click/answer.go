package click

import "strings"

// Answers are JSON text in API Gateway's response format 2.0:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

const (
	redirectBegin = `{"statusCode":302,"headers":{"Cache-Control":"no-store","Location":"`
	redirectEnd   = `"},"body":""}`
)

// StatusFound is the HTTP status with which visitors are sent on (RFC 9110).
const StatusFound = 302

const (
	statusForbidden        = 403
	statusNotFound         = 404
	statusMethodNotAllowed = 405
	statusGone             = 410
	statusUnavailable      = 503
)

// pageOf returns the answer with any other status: a page for people to read.
func pageOf(status int) []byte {
	switch status {
	case statusForbidden:
		return page("403", ``, "Not this way", "Please use the link as it was given to you.")
	case statusNotFound:
		return page("404", ``, "Not found",
			"There is nothing at this address. Please check the link, or ask the person who gave it to you.")
	case statusGone:
		return page("410", ``, "No longer here", "The page that this link led to has been taken down.")
	case statusMethodNotAllowed:
		return page("405", `,"Allow":"GET, HEAD"`, "Not allowed", "Links are for following only.")
	}
	return page("503", `,"Retry-After":"5"`, "Please try again",
		"We could not look up this link just now. Please try again in a few seconds.")
}

// page returns such an answer. Its texts must need no escapes; header has further members of the
// headers object.
func page(status, header, title, text string) []byte {
	html := `<!doctype html><html lang="en"><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width"><title>` + title + `</title>` +
		`<body style="font:1.1em/1.5 system-ui,sans-serif;max-width:32em;margin:20vh auto;padding:0 1em">` +
		`<h1>` + title + `</h1><p>` + text + `</p></body></html>`
	return []byte(`{"statusCode":` + status + `,"headers":{"Content-Type":"text/html; charset=utf-8",` +
		`"Cache-Control":"no-store","Content-Security-Policy":"default-src 'none'; style-src 'unsafe-inline'",` +
		`"X-Content-Type-Options":"nosniff"` + header +
		`},"body":"` + strings.ReplaceAll(html, `"`, `\"`) + `"}`)
}
