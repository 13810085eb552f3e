package adminapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"signpost/shared/adminapi"
	"signpost/shared/api/apitest"
	"signpost/shared/problem"
	"signpost/shared/referral"
	"signpost/shared/sheet"
	"signpost/shared/table"
)

// importFile posts a file and returns the result, and the outcomes of its rows as
// "code:outcome".
func (s *adminServer) importFile(t testing.TB, query, file string) (adminapi.ImportResult, string) {
	t.Helper()
	a := s.want(t, 200, post, "import?"+query, file, "content-type", "text/csv")
	result := apitest.JSON[adminapi.ImportResult](t, a)
	var got []string
	for _, item := range result.Items {
		got = append(got, item.Code+":"+item.Outcome)
	}
	return result, strings.Join(got, " ")
}

// partners returns all partners in the table as "code<parent version".
func (s *adminServer) partners(t testing.TB) string {
	t.Helper()
	partners, _, err := s.table.Partners(t.Context(), table.Search{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range partners {
		got = append(got, fmt.Sprintf("%s<%s v%d", p.Code, p.Parent, p.Version))
	}
	return strings.Join(got, " ")
}

func TestImportingPartners(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	s.want(t, 201, post, "partners", `{"code":"there","name":"There"}`)
	const file = "\uFEFFCode;Name;E-Mail;Parent;Programs\r\n" +
		"leaf;Leaf;leaf@example.com;branch;standard\r\n" +
		"branch;Branch;;root1;\r\n" +
		"root1;\"Root; one\";;there;standard\r\n" +
		"there;There;;;\r\n"
	const allCreated = "leaf:created branch:created root1:created there:unchanged"
	const allUnchanged = "leaf:unchanged branch:unchanged root1:unchanged there:unchanged"

	if _, got := s.importFile(t, "kind=partners&dryRun=true", file); got != allCreated {
		t.Errorf("dry run: %s", got)
	}
	if s.partners(t) != "there< v1" || len(s.users.pool) != 1 {
		t.Errorf("the dry run wrote: %s", s.partners(t))
	}
	result, got := s.importFile(t, "kind=partners", file)
	if got != allCreated || result.Created != 3 || result.Unchanged != 1 || result.Total != 4 {
		t.Errorf("%s %+v", got, result)
	}
	if got := s.partners(t); got != "branch<root1 v1 leaf<branch v1 root1<there v1 there< v1" {
		t.Error(got)
	}
	if got := s.users.pool["leaf"].email; got != "leaf@example.com" {
		t.Errorf("the user has the address %q", got)
	}
	calls := s.users.calls
	if _, got := s.importFile(t, "kind=partners", file); got != allUnchanged || s.users.calls != calls {
		t.Errorf("again: %s, %d calls to the user pool", got, s.users.calls-calls)
	}
	_, got = s.importFile(t, "kind=partners", "code,status\nleaf,inactive\nbranch,\n")
	if got != "leaf:updated branch:unchanged" || s.users.pool["leaf"].active {
		t.Errorf("%s, users %+v", got, s.users.pool)
	}
	changes, _, err := s.table.Changes(t.Context(), "partner", "leaf", 10, "")
	if err != nil || len(changes) != 2 || changes[1].By != "boss" {
		t.Errorf("%+v, %v", changes, err)
	}
}

func TestAnImportLeavesTheUsersOfOthersAsTheyAre(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "partners", `{"code":"there","name":"There","email":"there@example.com"}`)
	s.users.others = map[referral.Code]bool{"admin": true, "there": true}
	result, got := s.importFile(t, "kind=partners", "code,name,email\n"+
		"admin,Eve,eve@example.com\nthere,There,eve@example.com\nnew1,New,new@example.com\n")
	if got != "admin:failed there:failed new1:created" {
		t.Errorf("%s %+v", got, result.Items)
	}
	for _, item := range result.Items[:2] {
		if len(item.Errors) != 1 || !strings.Contains(item.Errors[0].Message, "not made for this partner") {
			t.Errorf("%+v", item)
		}
	}
	if got := s.partners(t); got != "new1< v1 there< v1" {
		t.Errorf("partners %s", got)
	}
	if got := s.users.pool; len(got) != 2 || got["there"].email != "there@example.com" {
		t.Errorf("users %+v", got)
	}
}

func TestAnImportTurnsAFamilyUpsideDown(t *testing.T) {
	s := newAdminServer(t)
	s.importFile(t, "kind=partners", "code,name,parent\na1,A,\nb1,B,a1\nc1,C,b1\n")
	_, got := s.importFile(t, "kind=partners", "code,parent\na1,b1\nb1,c1\nc1,\n")
	if got != "a1:updated b1:updated c1:updated" {
		t.Error(got)
	}
	if got := s.partners(t); got != "a1<b1 v2 b1<c1 v2 c1< v2" {
		t.Error(got)
	}
}

func TestOnlyRowsThatBreakARuleAreLeftOut(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "partners", `{"code":"top","name":"Top"}`)
	s.want(t, 201, post, "partners", `{"code":"low","name":"Low","parent":"top"}`)
	rows := []struct{ cells, want string }{
		{"good,Good,,,", "good:created"},
		{"good,Twice,,,", "good:invalid"},
		{"x,Short,,,", "x:invalid"},
		{"noname,,,,", "noname:invalid"},
		{"noprog,P,,none,", "noprog:invalid"},
		{"badmail,M,,,nobody", "badmail:invalid"},
		{"orphan,O,nobody,,", "orphan:invalid"},
		{"below,B,badmail,,", "below:invalid"},
		{"under,U,below,,", "under:invalid"},
		{"c1,C,c2,,", "c1:invalid"},
		{"c2,C,c3,,", "c2:invalid"},
		{"c3,C,c1,,", "c3:invalid"},
		{"hang,H,c1,,", "hang:invalid"},
		{"top,Top,low,,", "top:invalid"},
		{"cells,too,few", "cells:invalid"},
		{"last,Last,good,,", "last:created"},
	}
	file := "code,name,parent,programs,email\n"
	var want []string
	for _, row := range rows {
		file += row.cells + "\n"
		want = append(want, row.want)
	}
	for _, query := range []string{"kind=partners&dryRun=true", "kind=partners"} {
		result, got := s.importFile(t, query, file)
		if got != strings.Join(want, " ") {
			t.Errorf("%s:\n%s\nwant\n%s", query, got, want)
		}
		for _, item := range result.Items {
			if (item.Outcome == "invalid") != (len(item.Errors) > 0) {
				t.Errorf("%+v", item)
			}
		}
		if result.Items[15].Line != 17 || result.Items[15].Row != 16 {
			t.Errorf("%+v", result.Items[15])
		}
	}
	if got := s.partners(t); got != "good< v1 last<good v1 low<top v1 top< v1" {
		t.Error(got)
	}
}

func TestAFailedImportIsCompletedByPostingTheFileAgain(t *testing.T) {
	s := newAdminServer(t)
	const file = "code,name,parent\nab,A,\ncd,C,ab\nef,E,cd\ngh,G,\n"
	s.users.fail = func(p referral.Partner) error {
		if p.Code == "cd" {
			return referral.Errorf(referral.Unavailable, "try again")
		}
		return nil
	}
	if _, got := s.importFile(t, "kind=partners", file); got != "ab:created cd:failed ef:failed gh:created" {
		t.Error(got)
	}
	s.users.fail = nil
	if _, got := s.importFile(t, "kind=partners", file); got != "ab:unchanged cd:created ef:created gh:unchanged" {
		t.Error(got)
	}
}

func TestALongImportContinuesWhereItStopped(t *testing.T) {
	s := newAdminServer(t)
	var file strings.Builder
	file.WriteString("code,name\n")
	for i := range 700 {
		fmt.Fprintf(&file, "p%04d,P %d\n", i, i)
	}
	s.users.fail = func(referral.Partner) error { // every call takes a tenth of a second
		s.mu.Lock()
		defer s.mu.Unlock()
		s.now = s.now.Add(100 * time.Millisecond)
		return nil
	}
	var progress []int
	for range 10 {
		result, _ := s.importFile(t, "kind=partners", file.String())
		if progress = append(progress, result.Pending); result.Pending == 0 {
			break
		}
		if result.Created+result.Unchanged+result.Pending != 700 {
			t.Fatalf("%+v", result)
		}
	}
	// A request has time for the users of two batches, and finishes those that it has begun.
	falling := slices.IsSortedFunc(progress, func(a, b int) int { return b - a })
	if progress[0] > 500 || progress[0] < 300 || progress[len(progress)-1] != 0 || !falling {
		t.Errorf("pending: %v", progress)
	}
}

func TestWebsitesAreExportedAsTheyWereImported(t *testing.T) {
	s := newAdminServer(t)
	s.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	const file = "code,name,url,programs,status,fallbackUrl,params.partner,params.ad,params.clickId\n" +
		"haircare,'=Hair,https://example.com/{partner},standard,active,,partner,ad,click_id\n" +
		"old,\"Old, one\",https://example.com/old,,archived,https://example.org/,p,ad,click_id\n"
	_, got := s.importFile(t, "kind=websites", file+"evil,Evil,javascript:x,,,,,,\n")
	if got != "haircare:created old:created evil:invalid" {
		t.Error(got)
	}
	if w, err := s.table.Website(t.Context(), "haircare"); err != nil || w.Name != "=Hair" {
		t.Errorf("%+v, %v", w, err)
	}
	a := s.want(t, 200, get, "export?kind=websites", "")
	if a.Body != file || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || a.Header.Get("Link") != "" {
		t.Errorf("%v\n%s\nwant\n%s", a.Header, a.Body, file)
	}
	if _, got := s.importFile(t, "kind=websites", a.Body); got != "haircare:unchanged old:unchanged" {
		t.Error(got)
	}
}

func TestALargeExportComesInParts(t *testing.T) {
	s := newAdminServer(t)
	var file strings.Builder
	file.WriteString("code,name,email,parent,programs,status,attributionDays\n")
	for i := range 260 {
		fmt.Fprintf(&file, "p%04d,\"P, %04d\",p%04d@example.com,,,active,30\n", i, i, i)
	}
	if result, _ := s.importFile(t, "kind=partners", file.String()); result.Created != 260 {
		t.Fatalf("%d created", result.Created)
	}
	const cells = 37 // bytes of a row
	for _, test := range []struct{ rows, bytes, read, parts int }{
		{250, 1 << 20, 100, 2},
		{260, 1 << 20, 100, 1},
		{1000, 100 * cells, 50, 3},
		{1000, 100*cells + 1, 50, 2},
	} {
		undo := adminapi.SetExportSizes(test.rows, test.bytes, test.read)
		if parts := s.export(t, "partners"); strings.Join(parts, "") != file.String() || len(parts) != test.parts {
			t.Errorf("%+v: %d parts\n%s", test, len(parts), parts)
		}
		undo()
	}
}

// export returns the parts of a file.
func (s *adminServer) export(t *testing.T, kind string) (parts []string) {
	for next := "export?kind=" + kind; next != ""; {
		a := s.want(t, 200, get, next, "")
		parts = append(parts, a.Body)
		next = strings.TrimSuffix(strings.TrimPrefix(a.Header.Get("Link"), "</api/admin/"), `>; rel="next"`)
	}
	return parts
}

func TestFilesThatAreRefused(t *testing.T) {
	s := newAdminServer(t)
	for contentType, want := range map[string]int{
		"text/csv":                 200,
		"text/csv; charset=utf-8":  200,
		"application/vnd.ms-excel": 200,
		"text/plain":               200,
		"Text/CSV":                 200,
		"application/csv":          200,
		"application/json":         415,
		"image/png":                415,
		"application/octet-stream": 415,
		"":                         415, // would be JSON
	} {
		a := s.call(t, post, "import?kind=partners", "code\n", "content-type", contentType)
		if a.Status != want {
			t.Errorf("%s: %d %s", contentType, a.Status, a.Body)
		}
	}
	for file, want := range map[string]int{"name\nx\n": 422, "code\n\"": 422} {
		if a := s.call(t, post, "import?kind=partners", file, "content-type", "text/csv"); a.Status != want {
			t.Errorf("%.20q: %d %s", file, a.Status, a.Body)
		}
	}
	for _, query := range []string{"", "?kind=ads"} {
		s.want(t, 422, post, "import"+query, "code\n", "content-type", "text/csv")
	}
}

// What API Gateway delivers as base64 has to be smaller, or Lambda would not take it.
func TestHowLargeAFileMayBe(t *testing.T) {
	s := newAdminServer(t)
	for _, test := range []struct {
		contentType string
		size, want  int
	}{
		{"text/csv", 5 << 20, 200},
		{"text/csv", 5<<20 + 1, 413},
		{"text/plain", 5 << 20, 200},
		{"application/vnd.ms-excel", 4 << 20, 200},
		{"application/vnd.ms-excel", 4<<20 + 1, 413},
	} {
		file := "code\n" + strings.Repeat("x", test.size-len("code\n"))
		a := s.call(t, post, "import?dryRun=true&kind=partners", file, "content-type", test.contentType)
		if a.Status != test.want {
			t.Errorf("%d bytes of %s: %d %.200s", test.size, test.contentType, a.Status, a.Body)
		}
		if test.want == 413 && apitest.JSON[problem.Problem](t, a).Detail == "" {
			t.Errorf("%s: %s does not say what is too large", test.contentType, a.Body)
		}
	}
}

// Lambda lets 6 MiB through, in which the answer is a JSON string once more.
func TestTheAnswerAboutAFileInWhichAllIsWrongIsNotTooLarge(t *testing.T) {
	s := newAdminServer(t)
	wrong := strings.Repeat("\x01", 120)
	row := strings.Join(slices.Repeat([]string{wrong}, 7), ",") + "\n"
	file := "code,name,email,parent,programs,status,attributionDays\n" + strings.Repeat(row, sheet.MaxRows)
	named := "ab%d" + strings.TrimPrefix(row, wrong)
	worse := "code,name,email,parent,programs,status,attributionDays\n"
	for i := range sheet.MaxRows {
		worse += fmt.Sprintf(named, i)
	}
	cell := "code,name\n\"" + strings.Repeat(`""`, 2<<20) + "\",x\n"
	for _, file := range []string{file, worse, cell, "code,programs\nabc123," + strings.Repeat("a ", 2<<20)} {
		a := s.want(t, 200, post, "import?dryRun=true&kind=partners", file, "content-type", "text/csv")
		if sent := len(asJSON(t, a.Body)); sent > 6<<20 {
			t.Errorf("%d bytes for %.100q", sent, file)
		}
		result := apitest.JSON[adminapi.ImportResult](t, a)
		if result.Invalid != result.Total || len(result.Items[0].Errors) == 0 {
			t.Errorf("%d of %d are invalid: %+v", result.Invalid, result.Total, result.Items[0])
		}
	}
}
