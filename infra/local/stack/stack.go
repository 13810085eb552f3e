// Package stack starts the whole of Signpost on this machine as template.yaml describes it: the
// DynamoDB engine, the queues, the issuer, every function under the Lambda Runtime API, the
// event sources, and the HTTP API in front.
package stack

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
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

// Options say where the stack finds its parts and how it behaves.
type Options struct {
	Template string // path of template.yaml
	Binaries string // folder with one executable per function, named like its source folder
	Data     string // folder that everything is kept in; created if it does not exist
	Port     int    // on 127.0.0.1; 0 takes a free one
	// DynamoDB is the endpoint to use instead of starting an engine. Credentials and region
	// then come from the environment.
	DynamoDB string
	// Freeze stops each function's process between its answer and its next invocation, as
	// Lambda does.
	Freeze bool
	// CheckAccess refuses calls that a function's policies in the template do not allow, as AWS
	// would.
	CheckAccess bool
	// Throttle refuses requests beyond the template's throttles, as API Gateway would.
	Throttle bool
	// Parameters of the template, instead of its defaults and of what the stack sets itself: with
	// UseEdge "false", what visitors say in CloudFront's headers counts for nothing.
	Parameters map[string]any
	// Concurrency is how many requests each function handles at once; 0 means
	// defaultConcurrency.
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
	secret   string         // of the edge, which the public listener is
	engine   *engine.Engine // nil if an endpoint was given
	local    template.Local
	tables   map[string]string // by logical id: the table's name
	identity *identity.Identity
	queues   *queue.Service
	guards   map[string]string // by function: the address its calls go to, if access is checked
	runtime  *runtime.Runtime
	failed   chan error
	closers  []func() // in starting order
}

// Start starts a stack and returns when every route answers. Its errors are one line, written
// for people. The caller must Stop the stack; ctx bounds only the start.
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
		s.lockData, s.listen, s.readTemplate, s.openIdentity, s.startDynamoDB, s.startServices,
		s.makeTables, s.fillDemo, s.guardAccess, s.startFunctions, s.startSources, s.startSchedules, s.serve,
	} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Failed delivers an error that has made the running stack useless.
func (s *Stack) Failed() <-chan error { return s.failed }

// Runtime returns the runtime that the functions run in, for fault tests.
func (s *Stack) Runtime() *runtime.Runtime { return s.runtime }

// Engine returns the stack's own DynamoDB engine, for fault tests. It is nil if an endpoint was
// given.
func (s *Stack) Engine() *engine.Engine { return s.engine }

// DynamoDB returns the endpoint of DynamoDB.
func (s *Stack) DynamoDB() string { return s.endpoint }

// Table returns the name of the table.
func (s *Stack) Table() string { return tableName }

// Queues returns the stack's queues, which are named by their logical ids.
func (s *Stack) Queues() *queue.Service { return s.queues }

// Identity returns the local issuer.
func (s *Stack) Identity() *identity.Identity { return s.identity }

// Logs returns the folder of the functions' logs, one file per function: RedirectFunction.log
// and so on.
func (s *Stack) Logs() string { return filepath.Join(s.options.Data, "logs") }

// Stop stops everything, the last started first, and returns when no process is left.
func (s *Stack) Stop() {
	for i := len(s.closers) - 1; i >= 0; i-- {
		s.closers[i]()
	}
	s.closers = nil
}

func (s *Stack) atStop(f func()) { s.closers = append(s.closers, f) }

// untilStop returns a context that ends when the stack is stopped, and the group of what runs in
// it: stopping waits for that.
func (s *Stack) untilStop() (context.Context, *sync.WaitGroup) {
	running, stop := context.WithCancel(context.Background())
	all := new(sync.WaitGroup)
	s.atStop(func() {
		stop()
		all.Wait()
	})
	return running, all
}

// lockData creates the data folder and keeps other stacks out of it.
func (s *Stack) lockData(context.Context) error {
	if err := os.MkdirAll(s.Logs(), 0o700); err != nil {
		return fmt.Errorf("the data folder can't be created: %w", err)
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

// listen takes the ports, so that a port in use is noticed before anything is started.
func (s *Stack) listen(context.Context) (err error) {
	port := s.options.Port
	s.listener, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("port %d is in use: stop what listens there, or choose another with PORT=", port)
	case err != nil:
		return fmt.Errorf("port %d can't be used: %w", port, err)
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
	pool, err := s.template.UserPool()
	if err != nil {
		return err
	}
	var custom []identity.CustomAttribute
	for _, a := range pool.Custom {
		custom = append(custom, identity.CustomAttribute(a))
	}
	s.identity, err = identity.Open(identity.Config{
		Issuer: s.issuer(), Dir: filepath.Join(s.options.Data, "identity"), PoolID: userPool,
		Groups: []string{"admins"}, Custom: custom,
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
	s.local = template.Local{
		PublicURL: s.URL, Issuer: s.issuer(), ClientID: clientID,
		UserPool: userPool, QueueURL: s.servicesURL(), Table: tableName,
	}
	world := s.local.World()
	s.secret = rand.Text() + rand.Text()
	world.Parameters = map[string]any{"UseEdge": "true", "EdgeSecret": s.secret, "PublicUrl": s.URL}
	maps.Copy(world.Parameters, s.options.Parameters)
	var err error
	if s.template, err = template.Load(s.options.Template, world); err != nil {
		return err
	}
	for name := range s.options.Parameters {
		if !s.template.HasParameter(name) {
			return fmt.Errorf("%s has no parameter %s", s.options.Template, name)
		}
	}
	return nil
}

func (s *Stack) servicesURL() string { return "http://" + s.services.Addr().String() }

// serve starts to answer requests on the public port.
func (s *Stack) serve(context.Context) error {
	routes, err := s.template.Routes()
	if err != nil {
		return err
	}
	api, err := gateway.New(gateway.Config{
		Routes: routes, Functions: s.runtime, Throttle: s.options.Throttle, Log: s.options.Log,
	})
	if err != nil {
		return err
	}
	s.serveOn(s.listener, public{api: api, issuer: s.identity.Handler(), secret: s.secret})
	return s.note("url", s.URL)
}

// serveOn serves until the stack is stopped. Requests in flight then get a moment to finish.
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
