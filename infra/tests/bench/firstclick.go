package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// measureFirstClick measures the first click of a new function over TLS, with the processor
// time of a 128 MB Lambda from its first event on.
func measureFirstClick(ctx context.Context, b *bench) error {
	table := &cannedTable{}
	authority, err := startTLS(table)
	if err != nil {
		return err
	}
	defer table.server.Close()
	ours, usual, err := firstClickPrograms(ctx, b, authority)
	if err != nil {
		return err
	}
	q, err := newQuota(128)
	if err != nil {
		return err
	}
	defer q.remove()
	times, err := interleave([]program{ours, usual}, func(p program) (time.Duration, error) {
		return firstClick(ctx, q, p.binary, append(p.env, "AWS_ENDPOINT_URL_DYNAMODB="+table.server.URL)...)
	})
	if err != nil {
		return err
	}
	b.result("first_click_128mb_ms", milli(times[0]), "ms")
	b.result("first_click_128mb_usual_ms", milli(times[1]), "ms")
	b.result("first_click_128mb_vs_usual", ratio(times[0], times[1]), "ratio")
	return nil
}

// program is a function's binary and what its environment adds.
type program struct {
	binary string
	env    []string
}

// firstClickPrograms builds the redirect and the usual design. Both trust the table's authority,
// the redirect as it trusts Amazon's, the usual design as one of the system's.
func firstClickPrograms(ctx context.Context, b *bench, authority []byte) (ours, usual program, err error) {
	bundle, extra, err := writeAuthority(b.dir, authority)
	if err != nil {
		return ours, usual, err
	}
	ours.env, usual.env = []string{"AWS_CA_BUNDLE=" + extra}, []string{"SSL_CERT_FILE=" + bundle, "REQUESTS=two"}
	if ours.binary, err = build(ctx, b.dir, "./functions/redirect"); err != nil {
		return ours, usual, err
	}
	usual.binary, err = build(ctx, b.dir, "./infra/tests/bench/peers/usual")
	return ours, usual, err
}

func firstClick(ctx context.Context, q *quota, binary string, env ...string) (time.Duration, error) {
	f, err := startFunction(ctx, binary, env)
	if err != nil {
		return 0, err
	}
	defer f.stop()
	if err := q.limit(f); err != nil {
		return 0, err
	}
	time.Sleep(2 * quotaPeriod) // until what it used before no longer counts
	began := time.Now()
	answer, err := f.api.invoke(ctx, visitorEvent(0))
	if err != nil {
		return 0, err
	}
	return time.Since(began), redirected(answer)
}

// writeAuthority writes two files: the certificate alone, for the redirect's own client, and the
// system's certificates together with it, for everybody else.
func writeAuthority(dir string, authority []byte) (bundle, extra string, err error) {
	var system []byte
	for _, path := range []string{
		"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
	} {
		if system, err = os.ReadFile(path); err == nil {
			break
		}
	}
	if err != nil {
		return "", "", errors.New("the system's certificates are not where they usually are")
	}
	bundle, extra = filepath.Join(dir, "bundle.pem"), filepath.Join(dir, "extra.pem")
	return bundle, extra, errors.Join(os.WriteFile(bundle, slices.Concat(system, authority), 0o600),
		os.WriteFile(extra, authority, 0o600))
}

// startTLS serves the table over TLS with certificates like those of AWS: RSA with 2,048 bits
// and an intermediate.
func startTLS(t *cannedTable) (authority []byte, err error) {
	root, rootKey, err := issue("root", nil, nil)
	if err != nil {
		return nil, err
	}
	middle, middleKey, err := issue("intermediate", root, rootKey)
	if err != nil {
		return nil, err
	}
	leaf, leafKey, err := issue("", middle, middleKey)
	if err != nil {
		return nil, err
	}
	t.server = httptest.NewUnstartedServer(t)
	t.server.TLS = &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.Raw, middle.Raw}, PrivateKey: leafKey}},
	}
	t.server.StartTLS()
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}), nil
}

// issue makes a certificate for an authority if it has a name, else for 127.0.0.1.
func issue(
	name string, parent *x509.Certificate, parentKey *rsa.PrivateKey,
) (*x509.Certificate, *rsa.PrivateKey, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, nil, err
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "signpost bench " + name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		BasicConstraintsValid: true, IsCA: name != "", KeyUsage: x509.KeyUsageDigitalSignature,
	}
	if c.IsCA {
		c.KeyUsage = x509.KeyUsageCertSign
	} else {
		c.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1)}
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	}
	if parent == nil {
		parent, parentKey = c, key
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, parentKey)
	if err != nil {
		return nil, nil, err
	}
	made, err := x509.ParseCertificate(der)
	return made, key, err
}

// redirected fails unless the answer is a redirect.
func redirected(answer []byte) error {
	for _, want := range []string{`"statusCode":302`, `"statusCode": 302`} {
		if bytes.Contains(answer, []byte(want)) {
			return nil
		}
	}
	return fmt.Errorf("not a redirect: %s", answer)
}
