package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"signpost/infra/tests/makerun"
)

// The commands of a story. "!" in front expects the opposite where that makes sense.
//
//	start                       runs the stack and waits until it is ready; with the template's
//	                            parameters in the variable PARAMETERS
//	stop [TERM]                 Ctrl-C, or SIGTERM to make alone; nothing may be left running
//	kill                        kills all processes at once
//	as USER | as KEY key        signs in with make token, or uses a merchant key;
//	                            "as nobody" signs out
//	make TARGET NAME=VALUE…     runs another target of the Makefile about this stack
//	send NAME VALUE             sets a header of the next request only
//	GET|POST|PATCH|DELETE|HEAD PATH [BODY]
//	                            sends a request; the body @FILE is a file of the story, and
//	                            large:N is an object with N characters in it
//	status CODE                 the status of the last answer
//	json PATH VALUE             a value in the last answer: a.b, items.0.code,
//	                            items[code=x].url, items.length; "none" if there is none
//	header NAME TEXT            a header of the last answer contains TEXT
//	body TEXT                   the last answer contains TEXT
//	eventually PATH JSON VALUE  asks for up to 5 seconds until the JSON value is there
//	location PARAM VALUE        a query parameter of the Location; "none" if there is none;
//	                            PARAM "url" is everything before the query
//	save NAME PATH              keeps a JSON value of the last answer in the variable NAME;
//	                            PATH location:PARAM takes it from the Location
//	queue NAME TEXT             puts a message into the queue with that logical id
//	later DURATION              moves the clock of queues and webhooks on, in steps of a quarter
//	                            of an hour, and waits after each until no message is due
//	kept TEXT                   the table has TEXT in one of its items
//	receiver [down|up]          a server at $RECEIVER for webhooks; while down it answers 503
//	delivered METHOD PATH SECRET
//	                            waits for the next message to the receiver and checks its
//	                            signature; json then looks into it, and $EVENT and the file
//	                            event are its id
var commands = map[string]func(*testscript.TestScript, bool, []string){
	"start": cmdStart, "stop": cmdStop, "kill": cmdKill, "as": cmdAs, "send": cmdSend, "make": cmdMake,
	"GET": request("GET"), "POST": request("POST"), "PATCH": request("PATCH"),
	"DELETE": request("DELETE"), "HEAD": request("HEAD"),
	"status": cmdStatus, "json": cmdJSON, "header": cmdHeader, "body": cmdBody, "eventually": cmdEventually,
	"location": cmdLocation, "save": cmdSave, "queue": cmdQueue, "kept": cmdKept,
	"receiver": cmdReceiver, "delivered": cmdDelivered,
	"later": cmdLater,
}

// visibleWithin is how soon a click must be in the stats.
const visibleWithin = 5 * time.Second

type storyKey struct{}

// story is the state of a script between its lines.
type story struct {
	root, data string
	stack      *makerun.Stack
	token      string
	headers    map[string]string
	response   *http.Response
	answer     []byte
	receiver   *receiver
	ahead      time.Duration // how far the stack's clock is ahead
}

func of(ts *testscript.TestScript) *story { return ts.Value(storyKey{}).(*story) }

func (s *story) end() {
	if s.stack != nil {
		s.stack.Kill()
	}
	if s.receiver != nil {
		s.receiver.Close()
	}
}

func cmdStart(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	port, err := makerun.FreePort()
	if s.stack != nil {
		port = s.stack.Port
	}
	ts.Check(err)
	s.stack, err = makerun.Start(s.root, s.data, port, "PARAMETERS="+ts.Getenv("PARAMETERS"))
	ts.Check(err)
	ts.Setenv("URL", s.stack.URL)
	ts.Setenv("TODAY", time.Now().UTC().Format(time.DateOnly))
	ts.Setenv("LONGAGO", time.Now().UTC().AddDate(0, 0, -30).Format(time.DateOnly))
}

func cmdStop(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 1 && args[0] == "TERM" {
		ts.Check(of(ts).stack.Stop(syscall.SIGTERM, false))
		return
	}
	ts.Check(of(ts).stack.Stop(syscall.SIGINT, true))
}

func cmdKill(ts *testscript.TestScript, neg bool, args []string) {
	of(ts).stack.Kill()
	ts.Check(of(ts).stack.NoneLeft())
}

func cmdAs(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	switch {
	case len(args) == 2 && args[1] == "key":
		s.token = args[0]
	case args[0] == "nobody":
		s.token = ""
	default:
		token, err := s.stack.Token(args[0])
		ts.Check(err)
		s.token = token
	}
}

func cmdMake(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	cmd := exec.Command("make", append([]string{"--no-print-directory", "-s"}, args...)...)
	cmd.Dir, cmd.Env = s.root, append(os.Environ(), "PORT="+s.stack.Port, "DATA="+s.data)
	if out, err := cmd.CombinedOutput(); (err == nil) == neg {
		ts.Fatalf("make %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

func cmdSend(ts *testscript.TestScript, neg bool, args []string) {
	of(ts).headers[args[0]] = args[1]
}

func request(method string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		body := ""
		if len(args) > 1 {
			body = bodyOf(ts, args[1])
		}
		ts.Check(of(ts).do(method, args[0], body))
	}
}

func bodyOf(ts *testscript.TestScript, arg string) string {
	if name, isFile := strings.CutPrefix(arg, "@"); isFile {
		return ts.ReadFile(name)
	}
	if size, isLarge := strings.CutPrefix(arg, "large:"); isLarge {
		n, err := strconv.Atoi(size)
		ts.Check(err)
		return `{"name":"` + strings.Repeat("x", n) + `"}`
	}
	return arg
}

// do sends a request and keeps the answer. It does not follow redirects, because they are what
// is tested.
func (s *story) do(method, path, body string) error {
	if !strings.HasPrefix(path, "http") {
		path = s.stack.URL + path
	}
	r, err := http.NewRequest(method, path, strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("User-Agent", browser)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	for name, value := range s.headers {
		r.Header.Set(name, value)
	}
	s.headers = map[string]string{}
	client := http.Client{
		Timeout:       30 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if s.response, err = client.Do(r); err != nil {
		return err
	}
	defer s.response.Body.Close()
	s.answer, err = io.ReadAll(s.response.Body)
	return err
}

const browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) " +
	"Chrome/146.0.0.0 Safari/537.36"

func cmdStatus(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	if got := strconv.Itoa(s.response.StatusCode); (got == args[0]) == neg {
		sent := s.response.Request
		ts.Fatalf("%s %s: status %s, want %s\n%s", sent.Method, sent.URL, got, args[0], s.answer)
	}
}

func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	got, err := lookUp(s.answer, args[0])
	ts.Check(err)
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %q, want %q, in\n%s", args[0], got, args[1], s.answer)
	}
}

func cmdHeader(ts *testscript.TestScript, neg bool, args []string) {
	got := of(ts).response.Header.Get(args[0])
	if strings.Contains(got, args[1]) == neg || args[1] == "" && got != "" {
		ts.Fatalf("header %s is %q, want %q", args[0], got, args[1])
	}
}

func cmdBody(ts *testscript.TestScript, neg bool, args []string) {
	if s := of(ts); strings.Contains(string(s.answer), args[0]) == neg {
		ts.Fatalf("looked for %q in\n%s", args[0], s.answer)
	}
}

func cmdEventually(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	deadline := time.Now().Add(visibleWithin)
	for {
		ts.Check(s.do("GET", args[0], ""))
		got, err := lookUp(s.answer, args[1])
		if err == nil && got == args[2] {
			return
		}
		if time.Now().After(deadline) {
			ts.Fatalf("after %s, %s is %q, want %q, in\n%s", visibleWithin, args[1], got, args[2], s.answer)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func cmdLocation(ts *testscript.TestScript, neg bool, args []string) {
	got, err := locationPart(of(ts).response, args[0])
	ts.Check(err)
	if (got == args[1]) == neg {
		ts.Fatalf("%s of the location is %q, want %q: %s", args[0], got, args[1],
			of(ts).response.Header.Get("Location"))
	}
}

// locationPart returns a query parameter of the Location, or, for the name "url", everything
// before the query.
func locationPart(r *http.Response, name string) (string, error) {
	u, err := url.Parse(r.Header.Get("Location"))
	if err != nil {
		return "", err
	}
	query := u.Query()
	if name == "url" {
		u.RawQuery = ""
		return u.String(), nil
	}
	switch len(query[name]) {
	case 0:
		return "none", nil
	case 1:
		return query.Get(name), nil
	}
	return "", fmt.Errorf("%s occurs %d times: %s", name, len(query[name]), u)
}

func cmdSave(ts *testscript.TestScript, neg bool, args []string) {
	s := of(ts)
	value, err := lookUp(s.answer, args[1])
	if param, isLocation := strings.CutPrefix(args[1], "location:"); isLocation {
		value, err = locationPart(s.response, param)
	}
	ts.Check(err)
	ts.Setenv(args[0], value)
}

// cmdQueue sends a message as a function that could not write to the table does.
func cmdQueue(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(of(ts).callQueue("SendMessage", args[0], map[string]any{"MessageBody": args[1]}))
}

// callQueue calls an operation of SQS. Its answer counts as the last one.
func (s *story) callQueue(operation, queue string, in map[string]any) error {
	address, err := os.ReadFile(filepath.Join(s.data, "sqs.url"))
	if err != nil {
		return err
	}
	endpoint := strings.TrimSpace(string(address))
	in["QueueUrl"] = endpoint + "/000000000000/" + queue
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	s.headers["X-Amz-Target"] = "AmazonSQS." + operation
	if err := s.do(http.MethodPost, endpoint, string(body)); err != nil {
		return err
	}
	if s.response.StatusCode != http.StatusOK {
		return fmt.Errorf("the queue answers %s", s.response.Status)
	}
	return nil
}
