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

// sign sets the headers that prove to a receiver who sent a request, that it is as it was sent,
// and when it was sent. They are those of Standard Webhooks:
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme
// These sign only a body, so a request without one signs its first line and its host instead.
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

// hostOf returns the host as all servers and proxies show it: in lower case, with the port only if
// it is not the scheme's own.
func hostOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if u.Scheme == "https" {
		return strings.TrimSuffix(host, ":443")
	}
	return strings.TrimSuffix(host, ":80")
}
