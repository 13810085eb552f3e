package gateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// answer is a function's response in payload format 2.0. Anything else in it, such as
// multiValueHeaders of format 1.0, is ignored.
type answer struct {
	StatusCode      *int              `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Cookies         []string          `json:"cookies"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded"`
}

// writeAnswer sends what a function returned. If it is not a JSON object with a statusCode, it
// is the body of a 200. If it has one but can't be decoded, the answer is a 500, and the error
// says why.
func writeAnswer(w http.ResponseWriter, method string, payload []byte) error {
	var a answer
	err := json.Unmarshal(payload, &a)
	if a.StatusCode == nil && !hasStatus(payload) {
		w.Header().Set("Content-Type", "application/json")
		_, err = w.Write(payload)
		return err
	}
	body := []byte(a.Body)
	if err == nil && a.IsBase64Encoded {
		body, err = base64.StdEncoding.DecodeString(a.Body)
	}
	if err == nil && (a.StatusCode == nil || *a.StatusCode < 200 || *a.StatusCode > 599) {
		err = errors.New("the status code is invalid")
	}
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
		return err
	}
	a.writeHeaders(w.Header())
	w.WriteHeader(*a.StatusCode)
	if method != http.MethodHead && bodyAllowed(*a.StatusCode) {
		_, err = w.Write(body)
	}
	return err
}

// hasStatus reports whether a payload is a response, which could not be decoded, rather than a
// value that is meant to be the body.
func hasStatus(payload []byte) bool {
	var members map[string]json.RawMessage
	return bytes.Contains(payload, []byte(`"statusCode"`)) && json.Unmarshal(payload, &members) == nil &&
		members["statusCode"] != nil
}

func (a *answer) writeHeaders(h http.Header) {
	h.Set("Content-Type", "text/plain; charset=utf-8")
	for name, value := range a.Headers {
		switch strings.ToLower(name) {
		case "connection", "transfer-encoding", "content-length", "keep-alive", "upgrade", "date",
			"apigw-requestid":
		default:
			h.Set(name, value)
		}
	}
	for _, cookie := range a.Cookies {
		h.Add("Set-Cookie", cookie)
	}
}

func bodyAllowed(status int) bool {
	return status != http.StatusNoContent && status != http.StatusNotModified
}
