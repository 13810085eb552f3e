package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// load requests the tracking link over so many kept connections. It returns the time per
// request, which is the duration divided by the number of requests.
func load(ctx context.Context, address string, connections int, d time.Duration) (time.Duration, error) {
	taken, err := loadFully(ctx, address, connections, d)
	if err != nil {
		return 0, err
	}
	return d / time.Duration(max(1, len(taken))), nil
}

// loadFully does the same and returns how long each request took.
func loadFully(ctx context.Context, address string, connections int, d time.Duration) ([]time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, d+10*time.Second)
	defer cancel()
	end := time.Now().Add(d)
	all := make([][]time.Duration, connections)
	var group errgroup.Group
	for i := range connections {
		group.Go(func() (err error) {
			all[i], err = loadOne(ctx, address, i, end)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var taken []time.Duration
	for _, s := range all {
		taken = append(taken, s...)
	}
	return taken, nil
}

// visitRequest is a request for the tracking link, with two numbers that make the browser a new
// one.
const visitRequest = "GET /go/haircare/abc123/website2?utm_source=x HTTP/1.1\r\nHost: go.example.com\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 %d-%d\r\n" +
	"Accept: text/html\r\n\r\n"

// loadOne makes visits over one connection, each by a new browser, until the end.
func loadOne(ctx context.Context, address string, connection int, end time.Time) ([]time.Duration, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := c.SetDeadline(deadline); err != nil {
			return nil, err
		}
	}
	answers := bufio.NewReader(c)
	var taken []time.Duration
	for began := time.Now(); began.Before(end); began = time.Now() {
		if _, err := fmt.Fprintf(c, visitRequest, connection, began.UnixNano()); err != nil {
			return nil, err
		}
		if err := readRedirect(answers); err != nil {
			return nil, err
		}
		taken = append(taken, time.Since(began))
	}
	return taken, nil
}

// readRedirect reads an answer, which must be a redirect.
func readRedirect(r *bufio.Reader) error {
	status, err := r.ReadString('\n')
	if err != nil {
		return err
	}
	if !strings.Contains(status, " 302 ") {
		return fmt.Errorf("not a redirect: %s", strings.TrimSpace(status))
	}
	length := 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if name, value, _ := strings.Cut(string(line), ":"); strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return err
			}
		}
	}
	_, err = io.CopyN(io.Discard, r, int64(length))
	return err
}
