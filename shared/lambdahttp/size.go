package lambdahttp

import "encoding/json"

// maxPayload is how long the runtime may make an answer, in bytes. Lambda ends a function that
// sends more than 6 MB (6,291,556 bytes), and with it the requests that it serves at the same time:
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxPayload = 5_900_000

// escaped is how many bytes of JSON one byte of a string may take, as \u0000 does.
const escaped = 6

// payload returns how many bytes the runtime sends for the answer, or less than maxPayload if it is
// short enough in any case.
func payload(answer Answer) int {
	if len(answer.Body) < maxPayload/escaped/2 { // the other half is for headers
		return len(answer.Body)
	}
	text, err := json.Marshal(answer)
	if err != nil {
		panic(err) // an answer has nothing but strings and numbers
	}
	return len(text)
}
