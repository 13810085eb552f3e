// Package stack starts the whole of Signpost on this machine as template.yaml describes it: the
// DynamoDB engine, the queues, the issuer, every function under the Lambda Runtime API, what
// feeds them, and the HTTP API in front.
package stack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"signpost/infra/local/demo"
	"signpost/infra/local/engine"
	"signpost/infra/local/gateway"
	"signpost/infra/local/identity"
	"signpost/infra/local/queue"
	"signpost/infra/local/runtime"
	"signpost/infra/local/template"
)

// Options say where the stack's parts are.
type Options struct {
	Template string // path of template.yaml
	Binaries string // folder with one executable for each function, named as its source folder
	Data     string // folder that everything is kept in; made if it does not exist
	Port     int    // on 127.0.0.1; 0 takes a free one
	// DynamoDB is the endpoint to use instead of an engine of the stack's own; empty starts
	// one. Credentials and region then come from the environment.
	DynamoDB string
	// Freeze stops each function's process from its answer to its next invocation.
	Freeze bool
	// CheckAccess refuses functions' calls that their policies in the template do not allow, as
	// AWS would.
	CheckAccess bool
	// Concurrency is how many requests each function works on at once; 0 is defaultConcurrency.
	Concurrency int
	Log         *slog.Logger
}

const (
	defaultConcurrency = 8
	clientID           = "signpost-local"
	userPool           = "us-east-1_local"
	tableName          = "signpost"
)

// Stack is a running stack.
type Stack struct {
	URL string // of the Partner Center and of everything else, without a slash at the end

	options  Options
	listener net.Listener // the public one
	services net.Listener // SQS and the user pool's API, for the functions
	endpoint string       // of DynamoDB
	template *template.Stack
	engine   *engine.Engine // nil where an endpoint is given
	tableID  string         // the table's logical id
	identity *identity.Identity
	queues   *queue.Service
	guards   map[string]string // by function: the address that its calls go to, where access is checked
	runtime  *runtime.Runtime
	failed   chan error
	closers  []func() // in the order of starting
}

// Start starts a stack and returns when every route answers. Its errors are one line for
// people. The caller must Stop it; ctx bounds only the start.
func Start(ctx context.Context, options Options) (_ *Stack, err error) {
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Concurrency == 0 {
		options.Concurrency = defaultConcurrency
	}
	s := &Stack{options: options, failed: make(chan error, 8)}
	defer func() {
		if err != nil {
			s.Stop()
		}
	}()
	for _, step := range []func(context.Context) error{
		s.lockData, s.listen, s.openIdentity, s.readTemplate, s.startDynamoDB, s.startServices,
		s.makeTables, s.fillDemo, s.guardAccess, s.startFunctions, s.startSources, s.serve,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Failed delivers what makes the stack useless while it runs.
func (s *Stack) Failed() <-chan error { return s.failed }

// Runtime is where the functions run, for fault tests.
func (s *Stack) Runtime() *runtime.Runtime { return s.runtime }

// Engine is the stack's own DynamoDB engine, nil where another endpoint is used; for fault
// tests.
func (s *Stack) Engine() *engine.Engine { return s.engine }

// DynamoDB is the endpoint of the table's service.
func (s *Stack) DynamoDB() string { return s.endpoint }

// Table is the name of the table.
func (s *Stack) Table() string { return tableName }

// Queues are the stack's queues, named by their logical ids.
func (s *Stack) Queues() *queue.Service { return s.queues }

// Identity is the local issuer.
func (s *Stack) Identity() *identity.Identity { return s.identity }

// Logs is the folder with what each function has written, one file for each:
// RedirectFunction.log and so on.
func (s *Stack) Logs() string { return filepath.Join(s.options.Data, "logs") }

// Stop stops everything, the last started first, and returns when no process is left.
func (s *Stack) Stop() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
	s.closers = nil
}

func (s *Stack) atStop(f func()) { s.closers = append(s.closers, f) }

// lockData makes the data folder and keeps other stacks out of it.
func (s *Stack) lockData(context.Context) error {
	if err := os.MkdirAll(s.Logs(), 0o700); err != nil {
		return fmt.Errorf("the data folder can't be made: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(s.options.Data, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("the data folder can't be used: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return fmt.Errorf("the data folder %s is in use by another stack", s.options.Data)
	}
	s.atStop(func() { file.Close() })
	return nil
}

// listen takes the ports, so that one in use is found out before anything is started.
func (s *Stack) listen(context.Context) error {
	var err error
	if s.listener, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1",
		strconv.Itoa(s.options.Port))); err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return fmt.Errorf("port %d is in use: stop what listens there, or choose another with PORT=",
				s.options.Port)
		}
		return fmt.Errorf("port %d can't be used: %w", s.options.Port, err)
	}
	s.atStop(func() { s.listener.Close() })
	s.URL = "http://" + s.listener.Addr().String()
	if s.services, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return err
	}
	s.atStop(func() { s.services.Close() })
	return nil
}

func (s *Stack) issuer() string { return s.URL + issuerPath }

const issuerPath = "/local-idp"

func (s *Stack) openIdentity(context.Context) error {
	var err error
	s.identity, err = identity.Open(identity.Config{
		Issuer: s.issuer(), Dir: filepath.Join(s.options.Data, "identity"), PoolID: userPool,
		Groups: []string{"admins"},
		Client: identity.Client{
			ID: clientID, RedirectURIs: []string{s.URL + "/"}, LogoutURIs: []string{s.URL + "/"},
			Scopes: []string{"openid", "email", "signpost/partner"},
		},
		Temporary: demo.Password, Log: s.options.Log,
	})
	if err != nil {
		return err
	}
	s.atStop(func() { _ = s.identity.Close() })
	return nil
}

func (s *Stack) readTemplate(context.Context) error {
	var err error
	s.template, err = template.Load(s.options.Template, template.Local{
		PublicURL: s.URL, Issuer: s.issuer(), ClientID: clientID,
		UserPool: userPool, QueueURL: s.servicesURL(), Table: tableName,
	}.World())
	return err
}

func (s *Stack) servicesURL() string { return "http://" + s.services.Addr().String() }

// serve opens the public port to requests: the issuer under its path, the API everywhere else.
func (s *Stack) serve(context.Context) error {
	routes, err := s.template.Routes()
	if err != nil {
		return err
	}
	api, err := gateway.New(gateway.Config{Routes: routes, Functions: s.runtime, Log: s.options.Log})
	if err != nil {
		return err
	}
	mux := newPublic(api, s.identity.Handler())
	s.serveOn(s.listener, mux)
	return nil
}

// serveOn serves until the stack is stopped; requests under way then get a moment to finish.
func (s *Stack) serveOn(listener net.Listener, handler http.Handler) {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.options.Log.Handler(), slog.LevelDebug),
	}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.failed <- err
		}
	}()
	s.atStop(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
	})
}
