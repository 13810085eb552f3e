package main

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// How long clients may cache a file: for ever if its name has a hash in it. Otherwise they have to
// ask each time whether it changed.
const (
	cacheForEver = "public, max-age=31536000, immutable"
	cacheAndAsk  = "no-cache"
)

// encodings are those that the build compresses files in, smallest first, with the ending of each.
var encodings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// contentTypes has every kind of file that is served. The build may hold others.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// file is a file to serve, with a body for each encoding; "" is for none.
type file struct {
	contentType string
	cache       string
	etag        string // without quotes; the name of the encoding is added
	bodies      map[string][]byte
}

// document makes an uncompressed file, about which clients ask each time.
func document(contentType string, body []byte) *file {
	return &file{contentType: contentType, cache: cacheAndAsk, etag: hash(body), bodies: map[string][]byte{"": body}}
}

// readBuilt returns the files of a build by path, each in all its encodings.
func readBuilt(built fs.FS) (map[string]*file, error) {
	files := map[string]*file{}
	err := fs.WalkDir(built, ".", func(name string, entry fs.DirEntry, err error) error {
		contentType := contentTypes[path.Ext(name)]
		if err != nil || entry.IsDir() || contentType == "" {
			return err
		}
		f, err := readFile(built, name, contentType)
		files["/"+name] = f
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the built page: %w", err)
	}
	return files, nil
}

func readFile(built fs.FS, name, contentType string) (*file, error) {
	body, err := fs.ReadFile(built, name)
	if err != nil {
		return nil, err
	}
	f := document(contentType, body)
	if strings.HasPrefix(name, "assets/") {
		f.cache = cacheForEver
	}
	for _, encoding := range encodings {
		if body, err := fs.ReadFile(built, name+encoding.ending); err == nil {
			f.bodies[encoding.name] = body
		}
	}
	return f, nil
}

// serve answers with the file in the smallest encoding that the client accepts, or with 304 if the
// client has that already.
func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	encoding := f.choose(r.Header.Get("Accept-Encoding"))
	etag := `"` + f.etag + encoding + `"`
	h := w.Header()
	h.Set("Cache-Control", f.cache)
	h.Set("ETag", etag)
	h.Set("Vary", "Accept-Encoding")
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", f.contentType)
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	_, _ = w.Write(f.bodies[encoding])
}

// choose returns the smallest encoding that the client accepts, or "".
func (f *file) choose(accepted string) string {
	for _, encoding := range encodings {
		if f.bodies[encoding.name] != nil && accepts(accepted, encoding.name) {
			return encoding.name
		}
	}
	return ""
}

// accepts tells whether an Accept-Encoding header (RFC 9110, 12.5.3) names encoding with a weight
// other than zero.
func accepts(header, encoding string) bool {
	for offer := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(offer, ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			weight := strings.ReplaceAll(strings.ToLower(parameters), " ", "")
			return strings.Trim(strings.TrimPrefix(weight, "q="), "0.") != "" || weight == ""
		}
	}
	return false
}

// matches tells whether an If-None-Match header names etag, weak or strong (RFC 9110, 13.1.2).
func matches(header, etag string) bool {
	for named := range strings.SplitSeq(header, ",") {
		if named = strings.TrimSpace(named); named == "*" || strings.TrimPrefix(named, "W/") == etag {
			return true
		}
	}
	return false
}

func hash(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}
