package access

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

// Config says what functions may do, and where the calls that they may make go.
type Config struct {
	Policies Policies
	Tables   map[string]string // by logical id: the tables' names
	DynamoDB string            // endpoint
	Services string            // endpoint of the queues and the user pool's API
	Log      *slog.Logger
}

// Guard returns a handler that passes a function's calls on to DynamoDB, SQS and the user
// pool's API, except for those that its policies do not allow. These are answered as AWS would
// answer them, and logged.
func (c Config) Guard(function string) (http.Handler, error) {
	tables, err := url.Parse(c.DynamoDB)
	if err != nil {
		return nil, err
	}
	services, err := url.Parse(c.Services)
	if err != nil {
		return nil, err
	}
	resources := names{tables: map[string]string{}}
	for id, name := range c.Tables {
		resources.tables[name] = id
	}
	toTables := httputil.NewSingleHostReverseProxy(tables)
	toServices := httputil.NewSingleHostReverseProxy(services)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
		if err != nil {
			refuse(w, "SerializationException", err.Error())
			return
		}
		target := r.Header.Get("X-Amz-Target")
		if err := c.check(resources, function, target, body); err != nil {
			c.Log.Error("AWS would refuse this call", "function", function, "error", err.Error())
			refuse(w, "AccessDeniedException", err.Error())
			return
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		if strings.HasPrefix(target, "DynamoDB_") {
			toTables.ServeHTTP(w, r)
		} else {
			toServices.ServeHTTP(w, r)
		}
	}), nil
}

func (c Config) check(n names, function, target string, body []byte) error {
	calls, err := n.calls(target, body)
	if err != nil {
		return err
	}
	for _, call := range calls {
		if err := c.Policies.Check(function, call); err != nil {
			return err
		}
	}
	return nil
}

func refuse(w http.ResponseWriter, kind, message string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(http.StatusBadRequest)
	// This fails only if the caller has gone away.
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": kind, "message": message})
}
