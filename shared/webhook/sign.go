package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// sign sets the headers by which a receiver knows that a request is from here, is as it was sent, and
// is not older than it says. They are those of Standard Webhooks
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme).
// That covers the body alone, so a request without one signs its first line and host in its place.
func sign(r *http.Request, key []byte, id string, at time.Time, body string) {
	timestamp := strconv.FormatInt(at.Unix(), 10)
	if body == "" {
		r.Host = hostOf(r.URL)
		body = r.Method + " " + r.Host + r.URL.RequestURI()
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "." + body))
	r.Header.Set("webhook-id", id)
	r.Header.Set("webhook-timestamp", timestamp)
	r.Header.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// hostOf returns the host as every server and proxy shows it: in lower case, and with a port only if
// that is not the usual one.
func hostOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if u.Scheme == "https" {
		return strings.TrimSuffix(host, ":443")
	}
	return strings.TrimSuffix(host, ":80")
}
