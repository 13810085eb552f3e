package main

import (
	"bytes"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// cannedTable answers like DynamoDB, without storing anything: the event's link exists, and
// every write succeeds, after a pause.
type cannedTable struct {
	server   *httptest.Server
	pause    time.Duration
	requests atomic.Int64
}

func startCannedTable(pause time.Duration) *cannedTable {
	t := &cannedTable{pause: pause}
	t.server = httptest.NewServer(t)
	return t
}

const (
	cannedWebsite = `{"pk":{"S":"WEBSITE#haircare"},"sk":{"S":"WEBSITE"},"code":{"S":"haircare"},` +
		`"name":{"S":"Hair care"},"url":{"S":"https://example.com/haircare"},` +
		`"programs":{"SS":["standard"]},"status":{"S":"active"},"version":{"N":"1"}}`
	cannedPartner = `{"pk":{"S":"PARTNER#abc123"},"sk":{"S":"PARTNER"},"code":{"S":"abc123"},` +
		`"name":{"S":"A"},"programs":{"SS":["standard"]},"status":{"S":"active"},` +
		`"joined":{"S":"2026-01-01T00:00:00Z"},"version":{"N":"1"}}`
	cannedAd = `{"pk":{"S":"AD#website2"},"sk":{"S":"AD"},"code":{"S":"website2"},` +
		`"partner":{"S":"abc123"},"name":{"S":"B"},"mediaType":{"S":"banner"},` +
		`"startDate":{"S":"2026-01-01"},"status":{"S":"active"},` +
		`"created":{"S":"2026-01-01T00:00:00Z"},"version":{"N":"1"}}`
	cannedBatch = `{"Responses":{"signpost":[` + cannedWebsite + `,` + cannedPartner + `,` + cannedAd +
		`]},"UnprocessedKeys":{}}`
)

// ServeHTTP implements http.Handler.
func (t *cannedTable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	t.requests.Add(1)
	if t.pause > 0 {
		time.Sleep(t.pause)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	answer := cannedAnswer(r.Header.Get("X-Amz-Target"), body)
	w.Header().Set("X-Amz-Crc32", strconv.FormatUint(uint64(crc32.ChecksumIEEE([]byte(answer))), 10))
	_, _ = io.WriteString(w, answer)
}

// cannedSalt returns the salt of the day that is so many days after today.
func cannedSalt(days int) string {
	day := time.Now().UTC().AddDate(0, 0, days)
	slot := strconv.FormatInt(day.Unix()/(24*60*60)%2, 10)
	return `{"pk":{"S":"SALT#` + slot + `"},"sk":{"S":"SALT"},"saltDay":{"S":"` + day.Format(time.DateOnly) +
		`"},"salt":{"B":"` + strings.Repeat("AAAA", 10) + `AAA="}}`
}

func cannedAnswer(target string, body []byte) string {
	_, operation, _ := strings.Cut(target, ".")
	switch {
	case operation == "BatchGetItem" && bytes.Contains(body, []byte("SALT#")):
		return `{"Responses":{"signpost":[` + cannedSalt(0) + `,` + cannedSalt(1) + `]},"UnprocessedKeys":{}}`
	case operation == "BatchGetItem":
		return cannedBatch
	case operation == "GetItem" && bytes.Contains(body, []byte("WEBSITE#")):
		return `{"Item":` + cannedWebsite + `}`
	case operation == "GetItem" && bytes.Contains(body, []byte("PARTNER#")):
		return `{"Item":` + cannedPartner + `}`
	case operation == "GetItem":
		return `{"Item":` + cannedAd + `}`
	}
	return `{}`
}

// replaceAddress returns the event with another visitor's address.
func replaceAddress(event []byte, address string) []byte {
	return bytes.ReplaceAll(event, []byte("203.0.113.77"), []byte(address))
}
