package adminapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"signpost/shared/adminapi"
	"signpost/shared/api/apitest"
	"signpost/shared/referral"
	"signpost/shared/table"
)

// post a file, and return the outcomes as "code:outcome".
func (o *office) importFile(t testing.TB, query, file string) (adminapi.ImportResult, string) {
	t.Helper()
	a := o.want(t, 200, post, "import?"+query, file, "content-type", "text/csv")
	result := apitest.JSON[adminapi.ImportResult](t, a)
	var got []string
	for _, item := range result.Items {
		got = append(got, item.Code+":"+item.Outcome)
	}
	return result, strings.Join(got, " ")
}

func (o *office) all(t testing.TB) string {
	t.Helper()
	partners, _, err := o.table.Partners(t.Context(), table.Search{Limit: 1000})
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
	o := newOffice(t)
	o.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	o.want(t, 201, post, "partners", `{"code":"there","name":"There"}`)
	const file = "\uFEFFCode;Name;E-Mail;Parent;Programs\r\n" +
		"leaf;Leaf;leaf@example.com;branch;standard\r\n" +
		"branch;Branch;;root1;\r\n" +
		"root1;\"Root; one\";;there;standard\r\n" +
		"there;There;;;\r\n"

	if _, got := o.importFile(t, "kind=partners&dryRun=true", file); got != "leaf:created branch:created root1:created there:unchanged" {
		t.Errorf("dry run: %s", got)
	}
	if o.all(t) != "there< v1" || len(o.users.pool) != 1 {
		t.Errorf("the dry run wrote: %s", o.all(t))
	}
	result, got := o.importFile(t, "kind=partners", file)
	if got != "leaf:created branch:created root1:created there:unchanged" || result.Created != 3 || result.Unchanged != 1 || result.Total != 4 {
		t.Errorf("%s %+v", got, result)
	}
	if o.all(t) != "branch<root1 v1 leaf<branch v1 root1<there v1 there< v1" || o.users.pool["leaf"].email != "leaf@example.com" {
		t.Errorf("%s, users %+v", o.all(t), o.users.pool)
	}
	calls := o.users.calls
	if _, got := o.importFile(t, "kind=partners", file); got != "leaf:unchanged branch:unchanged root1:unchanged there:unchanged" || o.users.calls != calls {
		t.Errorf("again: %s, %d calls to the user pool", got, o.users.calls-calls)
	}
	if _, got := o.importFile(t, "kind=partners", "code,status\nleaf,inactive\nbranch,\n"); got != "leaf:updated branch:unchanged" || o.users.pool["leaf"].active {
		t.Errorf("%s, users %+v", got, o.users.pool)
	}
	changes, _, err := o.table.Changes(t.Context(), "partner", "leaf", 10, "")
	if err != nil || len(changes) != 2 || changes[1].By != "boss" {
		t.Errorf("%+v, %v", changes, err)
	}
}

func TestAnImportTurnsAFamilyRound(t *testing.T) {
	o := newOffice(t)
	o.importFile(t, "kind=partners", "code,name,parent\na1,A,\nb1,B,a1\nc1,C,b1\n")
	if _, got := o.importFile(t, "kind=partners", "code,parent\na1,b1\nb1,c1\nc1,\n"); got != "a1:updated b1:updated c1:updated" {
		t.Error(got)
	}
	if got := o.all(t); got != "a1<b1 v2 b1<c1 v2 c1< v2" {
		t.Error(got)
	}
}

func TestRowsThatBreakRulesAreLeftOutAndTheRestIsWritten(t *testing.T) {
	o := newOffice(t)
	o.want(t, 201, post, "partners", `{"code":"top","name":"Top"}`)
	o.want(t, 201, post, "partners", `{"code":"low","name":"Low","parent":"top"}`)
	const file = "code,name,parent,programs,email\n" +
		"good,Good,,,\n" + "good,Twice,,,\n" + "x,Short,,,\n" + "noname,,,,\n" + "noprog,P,,none,\n" + "badmail,M,,,nobody\n" +
		"orphan,O,nobody,,\n" + "below,B,badmail,,\n" + "under,U,below,,\n" +
		"c1,C,c2,,\n" + "c2,C,c3,,\n" + "c3,C,c1,,\n" + "hang,H,c1,,\n" + "top,Top,low,,\n" + "cells,too,few\n" + "last,Last,good,,\n"
	const want = "good:created good:invalid x:invalid noname:invalid noprog:invalid badmail:invalid orphan:invalid below:invalid under:invalid " +
		"c1:invalid c2:invalid c3:invalid hang:invalid top:invalid cells:invalid last:created"
	for _, query := range []string{"kind=partners&dryRun=true", "kind=partners"} {
		result, got := o.importFile(t, query, file)
		if got != want {
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
	if got := o.all(t); got != "good< v1 last<good v1 low<top v1 top< v1" {
		t.Error(got)
	}
}

func TestAnImportIsMendedByPostingTheFileAgain(t *testing.T) {
	o := newOffice(t)
	const file = "code,name,parent\nab,A,\ncd,C,ab\nef,E,cd\ngh,G,\n"
	o.users.fail = func(p referral.Partner) error {
		if p.Code == "cd" {
			return referral.Errorf(referral.Unavailable, "try again")
		}
		return nil
	}
	if _, got := o.importFile(t, "kind=partners", file); got != "ab:created cd:failed ef:failed gh:created" {
		t.Error(got)
	}
	o.users.fail = nil
	if _, got := o.importFile(t, "kind=partners", file); got != "ab:unchanged cd:created ef:created gh:unchanged" {
		t.Error(got)
	}
}

func TestALongImportGoesOnWhereItStopped(t *testing.T) {
	o := newOffice(t)
	var file strings.Builder
	file.WriteString("code,name\n")
	for i := range 700 {
		fmt.Fprintf(&file, "p%04d,P %d\n", i, i)
	}
	o.users.fail = func(referral.Partner) error { // every call takes a tenth of a second
		o.mu.Lock()
		defer o.mu.Unlock()
		o.now = o.now.Add(100_000_000)
		return nil
	}
	var progress []int
	for range 10 {
		result, _ := o.importFile(t, "kind=partners", file.String())
		if progress = append(progress, result.Pending); result.Pending == 0 {
			break
		}
		if result.Created+result.Unchanged+result.Pending != 700 {
			t.Fatalf("%+v", result)
		}
	}
	// A request has time for the users of two batches; those that are under way by then are finished.
	if progress[0] > 500 || progress[0] < 300 || progress[len(progress)-1] != 0 || !slices.IsSortedFunc(progress, func(a, b int) int { return b - a }) {
		t.Errorf("pending: %v", progress)
	}
}

func TestImportingWebsitesAndExporting(t *testing.T) {
	o := newOffice(t)
	o.want(t, 201, post, "programs", `{"code":"standard","name":"Standard"}`)
	const file = "code,name,url,programs,status,fallbackUrl,params.partner,params.ad,params.clickId\n" +
		"haircare,'=Hair,https://example.com/{partner},standard,active,,partner,ad,click_id\n" +
		"old,\"Old, one\",https://example.com/old,,archived,https://example.org/,p,ad,click_id\n"
	if _, got := o.importFile(t, "kind=websites", file+"evil,Evil,javascript:x,,,,,,\n"); got != "haircare:created old:created evil:invalid" {
		t.Error(got)
	}
	if w, err := o.table.Website(t.Context(), "haircare"); err != nil || w.Name != "=Hair" {
		t.Errorf("%+v, %v", w, err)
	}
	a := o.want(t, 200, get, "export?kind=websites", "")
	if a.Body != file || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/csv") || a.Header.Get("Link") != "" {
		t.Errorf("%v\n%s\nwant\n%s", a.Header, a.Body, file)
	}
	if _, got := o.importFile(t, "kind=websites", a.Body); got != "haircare:unchanged old:unchanged" {
		t.Error(got)
	}
}

func TestALargeExportComesInParts(t *testing.T) {
	defer adminapi.SetExportParts(250, 100)()
	o := newOffice(t)
	var file strings.Builder
	file.WriteString("code,name,email,parent,programs,status,attributionDays\n")
	for i := range 260 {
		fmt.Fprintf(&file, "p%04d,\"P, %d\",p%d@example.com,,,active,30\n", i, i, i)
	}
	if result, _ := o.importFile(t, "kind=partners", file.String()); result.Created != 260 {
		t.Fatalf("%d created", result.Created)
	}
	a := o.want(t, 200, get, "export?kind=partners", "")
	link := a.Header.Get("Link")
	next, ok := strings.CutSuffix(strings.TrimPrefix(link, "</api/admin/"), `>; rel="next"`)
	if !ok {
		t.Fatalf("Link = %q", link)
	}
	b := o.want(t, 200, get, next, "")
	if a.Body+b.Body != file.String() || b.Header.Get("Link") != "" {
		t.Errorf("%d and %d bytes; want %d", len(a.Body), len(b.Body), file.Len())
	}
}

func TestFilesThatAreNotTaken(t *testing.T) {
	o := newOffice(t)
	for contentType, want := range map[string]int{"text/csv": 200, "text/csv; charset=utf-8": 200, "application/vnd.ms-excel": 200, "text/plain": 200, "application/json": 415, "image/png": 415} {
		if a := o.call(t, post, "import?kind=partners", "code\n", "content-type", contentType); a.Status != want {
			t.Errorf("%s: %d %s", contentType, a.Status, a.Body)
		}
	}
	for file, want := range map[string]int{"name\nx\n": 422, "code\n\"": 422, strings.Repeat("x", 5<<20+1): 413} {
		if a := o.call(t, post, "import?kind=partners", file, "content-type", "text/csv"); a.Status != want {
			t.Errorf("%.20q: %d %s", file, a.Status, a.Body)
		}
	}
	for _, query := range []string{"", "?kind=ads"} {
		o.want(t, 422, post, "import"+query, "code\n", "content-type", "text/csv")
	}
}
