package e2e

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"signpost/infra/local/template"
)

const (
	accessTable  = "access.txt"
	documentFile = "functions/center/openapi.json"
)

// TestWhoMayDoWhat sends every request of the table as every actor, to the whole system, and
// compares the statuses. UPDATE=1 writes down what was answered; then each line is to be read.
func TestWhoMayDoWhat(t *testing.T) {
	table := readAccessTable(t)
	w := newAccessWorld(t)
	changed := false
	for i, row := range table.rows {
		for n, actor := range table.actors {
			got := w.status(row, actor)
			if got == row.want[n] {
				continue
			}
			if os.Getenv("UPDATE") != "" {
				table.rows[i].want[n], changed = got, true
				continue
			}
			t.Errorf("%s (%s) as %s: %d; want %d", row.request, row.object, actor, got, row.want[n])
		}
	}
	if changed {
		table.write(t)
	}
	if output := w.stack.Output(); strings.Contains(output, w.expired) {
		t.Error("a token is in the log")
	}
}

// TestEveryRouteIsInTheAccessTable reads the routes from the document and from the template.
func TestEveryRouteIsInTheAccessTable(t *testing.T) {
	table := readAccessTable(t)
	for _, route := range append(documentedRoutes(t), templateRoutes(t)...) {
		if !slices.ContainsFunc(table.rows, func(r accessRow) bool { return route.matches(r.request) }) {
			t.Errorf("nothing says who may %s", route)
		}
	}
}

// accessRow is a request, and the status that each actor gets.
type accessRow struct {
	object, request string
	want            []int
}

type accessSheet struct {
	comments []string
	actors   []string
	rows     []accessRow
}

// readAccessTable reads the file: comments, a line that names the actors, and rows of
//
//	object | METHOD path body | a status for each actor
func readAccessTable(t *testing.T) accessSheet {
	t.Helper()
	file, err := os.Open(accessTable)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var table accessSheet
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		cells := strings.Split(line, "|")
		switch {
		case strings.HasPrefix(line, "#") || line == "":
			table.comments = append(table.comments, line)
		case len(cells) != 3:
			t.Fatalf("not a row: %s", line)
		case table.actors == nil:
			table.actors = strings.Fields(cells[2])
		default:
			row := accessRow{object: strings.TrimSpace(cells[0]), request: strings.TrimSpace(cells[1])}
			for _, status := range strings.Fields(cells[2]) {
				n, err := strconv.Atoi(status)
				if err != nil {
					t.Fatalf("not a status: %s in %s", status, line)
				}
				row.want = append(row.want, n)
			}
			if len(row.want) != len(table.actors) {
				t.Fatalf("%d statuses for %d actors: %s", len(row.want), len(table.actors), line)
			}
			table.rows = append(table.rows, row)
		}
	}
	return table
}

func (s accessSheet) write(t *testing.T) {
	t.Helper()
	width := 0
	for _, row := range s.rows {
		width = max(width, len(row.request))
	}
	var out strings.Builder
	for _, line := range s.comments {
		fmt.Fprintln(&out, line)
	}
	line := func(object, request string, cells []string) {
		for i := range cells {
			cells[i] = fmt.Sprintf("%-3s", cells[i])
		}
		fmt.Fprintf(&out, "%-11s | %-*s | %s\n", object, width, request, strings.TrimSpace(strings.Join(cells, " ")))
	}
	line("object", "request", slices.Clone(s.actors))
	for _, row := range s.rows {
		var cells []string
		for _, n := range row.want {
			cells = append(cells, strconv.Itoa(n))
		}
		line(row.object, row.request, cells)
	}
	if err := os.WriteFile(accessTable, []byte(out.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// route is a method and a path with parameters, of which the last may take the rest.
type route struct{ method, path string }

func (r route) String() string { return r.method + " " + r.path }

var parameter = regexp.MustCompile(`\\\{[^}]*?(\\\+)?\\\}`)

// matches reports whether a request of the table, "METHOD path body", is for the route.
func (r route) matches(request string) bool {
	method, rest, _ := strings.Cut(request, " ")
	path, _, _ := strings.Cut(rest, " ")
	path, _, _ = strings.Cut(path, "?")
	pattern := parameter.ReplaceAllStringFunc(regexp.QuoteMeta(r.path), func(s string) string {
		if strings.Contains(s, `\+`) {
			return ".+"
		}
		return "[^/]+"
	})
	return method == r.method && regexp.MustCompile("^"+pattern+"$").MatchString(path)
}

func documentedRoutes(t *testing.T) (routes []route) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(projectRoot(t), documentFile))
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]json.RawMessage `json:"paths"`
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	for path, operations := range document.Paths {
		for method := range operations {
			if path == "/api/conversions/{externalId}" {
				path = "/api/conversions/{externalId+}"
			}
			routes = append(routes, route{strings.ToUpper(method), path})
		}
	}
	if len(routes) < 50 {
		t.Fatalf("only %d documented routes", len(routes))
	}
	return routes
}

func templateRoutes(t *testing.T) (routes []route) {
	t.Helper()
	described, err := template.Load(filepath.Join(projectRoot(t), "template.yaml"), template.Local{}.World())
	if err != nil {
		t.Fatal(err)
	}
	all, err := described.Routes()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if method, path, ok := strings.Cut(r.Key, " "); ok {
			routes = append(routes, route{method, path})
		}
	}
	if len(routes) < 20 {
		t.Fatalf("only %d routes in the template", len(routes))
	}
	return routes
}

func projectRoot(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// status sends the request of a row as an actor and returns the status of the answer.
func (w *accessWorld) status(row accessRow, actor string) int {
	w.t.Helper()
	w.requests++
	request := strings.NewReplacer("{n}", strconv.Itoa(w.requests), "{conversion}", w.conversion,
		"{key}", w.keyID, "{webhook}", w.webhook).Replace(row.request)
	method, rest, _ := strings.Cut(request, " ")
	path, body, _ := strings.Cut(rest, " ")
	answer, status := w.send(method, path, body, w.credentials(actor))
	if status >= http.StatusInternalServerError {
		w.t.Errorf("%s as %s: %d %s", request, actor, status, answer)
	}
	return status
}

func (w *accessWorld) send(method, path, body, credential string) (answer string, status int) {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.stack.URL+path, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
		if strings.Contains(path, "/import") {
			r.Header.Set("Content-Type", "text/csv")
		}
	}
	if credential != "" {
		r.Header.Set("Authorization", "Bearer "+credential)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(text), resp.StatusCode
}
