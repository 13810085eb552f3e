package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// world is everybody outside of the stack, and what they remember.
type world struct {
	url    string
	client *http.Client

	mu       sync.Mutex
	clicks   []string // ids of the visits that were answered
	unsure   int      // number of visits that were not: they may or may not count
	reports  map[string]report
	statuses map[string]int // by kind of request and status
}

// report is a conversion that a merchant reports until it is accepted.
type report struct {
	body  string
	kind  string
	taken bool
}

func newWorld(address string) *world {
	client := &http.Client{
		Timeout:       8 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{MaxIdleConnsPerHost: visitors + merchants + readers},
	}
	return &world{url: address, reports: map[string]report{}, statuses: map[string]int{}, client: client}
}

var (
	links = []string{
		"haircare/abc123", "haircare/abc123/website2", "haircare/kid456", "haircare/kid456/website2",
		"skincare/abc123", "skincare", "haircare/nobody-we-know",
	}
	hosts = []string{"", "https://www.google.com/", "https://instagram.com/x", "https://blog.example.com/post"}
)

// browser is the user agent of a visitor, with two numbers left to fill in.
const browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) " +
	"Chrome/%d.0.%d.0 Safari/537.36"

// thinking is how long a visitor waits between two visits on average.
const thinking = 20 * time.Millisecond

// visit follows a tracking link.
func (w *world) visit(ctx context.Context, random *rand.Rand) {
	if !pause(ctx, time.Duration(random.ExpFloat64()*float64(thinking))) {
		return
	}
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/go/"+links[random.IntN(len(links))], nil)
	req.Header.Set("User-Agent", fmt.Sprintf(browser, 100+random.IntN(40), random.IntN(2000)))
	if random.IntN(20) == 0 {
		req.Header.Set("User-Agent", "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
	}
	req.Header.Set("CloudFront-Viewer-Country", []string{"DE", "US", "FR"}[random.IntN(3)])
	if host := hosts[random.IntN(len(hosts))]; host != "" {
		req.Header.Set("Referer", host)
	}
	status, answer, _ := w.do(req)
	id := ""
	if location, err := url.Parse(answer.Get("Location")); err == nil && status == http.StatusFound {
		id = location.Query().Get("click_id")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.statuses[fmt.Sprint("visit ", status)]++
	if id == "" {
		w.unsure++
		return
	}
	w.clicks = append(w.clicks, id)
}

// convert reports a lead or a sale by some visitor, and one that was not accepted yet.
func (w *world) convert(ctx context.Context, random *rand.Rand) {
	if !pause(ctx, time.Duration(random.IntN(100))*time.Millisecond) {
		return
	}
	w.mu.Lock()
	if len(w.clicks) == 0 {
		w.mu.Unlock()
		return
	}
	click := w.clicks[random.IntN(len(w.clicks))]
	id := fmt.Sprintf("order-%d", len(w.reports))
	r := report{kind: "lead", body: fmt.Sprintf(`{"type":"lead","externalId":%q,"clickId":%q}`, id, click)}
	if random.IntN(2) == 0 {
		const sale = `{"type":"sale","externalId":%q,"clickId":%q,"amount":%d,"currency":"USD"}`
		r = report{kind: "sale", body: fmt.Sprintf(sale, id, click, 100+random.IntN(9900))}
	}
	w.reports[id] = r
	w.mu.Unlock()
	w.send(ctx, id)
	w.send(ctx, w.anyNotTaken())
}

func (w *world) anyNotTaken() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, r := range w.reports {
		if !r.taken {
			return id
		}
	}
	return ""
}

// send sends the report with that id, if there is one.
func (w *world) send(ctx context.Context, id string) {
	w.mu.Lock()
	r, ok := w.reports[id]
	w.mu.Unlock()
	if !ok {
		return
	}
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, w.url+"/api/conversions",
		strings.NewReader(r.body))
	req.Header.Set("Authorization", "Bearer demo-merchant-key")
	req.Header.Set("Content-Type", "application/json")
	status, _, _ := w.do(req)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.statuses[fmt.Sprint("conversion ", status)]++
	if status == http.StatusCreated || status == http.StatusOK {
		r.taken = true
		w.reports[id] = r
	}
}

// read reads a page, as people do.
func (w *world) read(ctx context.Context, random *rand.Rand) {
	if !pause(ctx, time.Duration(random.IntN(300))*time.Millisecond) {
		return
	}
	page := []string{"/", "/config.json", "/openapi.json", "/api/me"}[random.IntN(4)]
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, w.url+page, nil)
	status, _, _ := w.do(req)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.statuses[fmt.Sprint("page ", status)]++
}

// do sends a request. Status 0 means that there was no answer.
func (w *world) do(req *http.Request) (status int, header http.Header, body []byte) {
	answer, err := w.client.Do(req)
	if err != nil {
		return 0, nil, nil
	}
	defer answer.Body.Close()
	body, err = io.ReadAll(answer.Body)
	if err != nil {
		return 0, nil, nil
	}
	return answer.StatusCode, answer.Header, body
}

// hits returns the hits in a partner's stats.
func (w *world) hits(ctx context.Context, token, from, to string) (int64, error) {
	address := w.url + "/api/stats?by=website&from=" + from + "&to=" + to
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	req.Header.Set("Authorization", "Bearer "+token)
	status, _, body := w.do(req)
	var stats struct{ Totals struct{ Hits int64 } }
	if err := json.Unmarshal(body, &stats); err != nil || status != http.StatusOK {
		return 0, fmt.Errorf("stats answers %d: %.200s", status, body)
	}
	return stats.Totals.Hits, nil
}

func (w *world) report(log *slog.Logger) {
	w.mu.Lock()
	defer w.mu.Unlock()
	log.Info("load", "visits answered", len(w.clicks), "not answered", w.unsure,
		"conversions", len(w.reports), "statuses", fmt.Sprint(w.statuses))
}
