package quickaws

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// dialer opens connections. It trusts the five certificates that AWS's servers need: otherwise,
// Go's first TLS handshake would load all the system's, which takes 5 to 19 ms of processor time.
type dialer struct {
	roots    func() *x509.CertPool // made when first needed
	sessions tls.ClientSessionCache
	system   *atomic.Bool // the five were not enough: trust the system's certificates
}

func newDialer(extraRoots []byte) dialer {
	roots := sync.OnceValue(func() *x509.CertPool {
		roots := amazonRoots()
		roots.AppendCertsFromPEM(extraRoots)
		return roots
	})
	return dialer{roots: roots, sessions: tls.NewLRUClientSessionCache(4), system: new(atomic.Bool)}
}

func (d dialer) dial(u *url.URL, deadline time.Time) (*conn, error) {
	c, err := d.connect(u, deadline)
	var unknown x509.UnknownAuthorityError
	if errors.As(err, &unknown) && !d.system.Swap(true) {
		c, err = d.connect(u, deadline)
	}
	return c, err
}

func (d dialer) connect(u *url.URL, deadline time.Time) (*conn, error) {
	plain, err := (&net.Dialer{Deadline: deadline}).Dial("tcp", address(u))
	if err != nil || u.Scheme != "https" {
		return newConnOr(plain, err)
	}
	if err := plain.SetDeadline(deadline); err != nil {
		plain.Close()
		return nil, err
	}
	config := &tls.Config{ServerName: u.Hostname(), ClientSessionCache: d.sessions, MinVersion: tls.VersionTLS12}
	if !d.system.Load() {
		config.RootCAs = d.roots()
	}
	secure := tls.Client(plain, config)
	if err := secure.Handshake(); err != nil {
		plain.Close()
		return nil, err
	}
	return newConn(secure), nil
}

func newConnOr(c net.Conn, err error) (*conn, error) {
	if err != nil {
		return nil, err
	}
	return newConn(c), nil
}

func address(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	if u.Scheme == "https" {
		return net.JoinHostPort(u.Hostname(), "443")
	}
	return net.JoinHostPort(u.Hostname(), "80")
}
