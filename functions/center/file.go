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

// How long clients may keep a file without asking again: a name with a hash in it for ever, everything else not at all.
const (
	cacheForEver = "public, max-age=31536000, immutable"
	cacheAndAsk  = "no-cache"
)

// encodings are those in which files are kept, the smallest first, with the endings that the build gives them.
var encodings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// contentTypes are those of everything that is built; what is not among them is not served.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// file is one thing to serve, in each encoding it is kept in; "" is as it is.
type file struct {
	contentType string
	cache       string
	etag        string // without quotes; each encoding adds its name
	bodies      map[string][]byte
}

// document makes a file that is not from the build and is asked for anew each time.
func document(contentType string, body []byte) *file {
	return &file{contentType: contentType, cache: cacheAndAsk, etag: hash(body), bodies: map[string][]byte{"": body}}
}

// readBuilt returns the files of a build by their paths, each with its compressed forms.
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

// serve answers with the file in the best encoding that the client takes, or with 304 when it has that already.
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

// choose returns the first of our encodings that the client accepts; "" if none.
func (f *file) choose(accepted string) string {
	for _, encoding := range encodings {
		if f.bodies[encoding.name] != nil && accepts(accepted, encoding.name) {
			return encoding.name
		}
	}
	return ""
}

// accepts reads an Accept-Encoding header (RFC 9110, 12.5.3); a weight of zero refuses.
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

// matches tells whether an If-None-Match header names etag; weak and strong count alike (RFC 9110, 13.1.2).
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
