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

// dialer opens connections. Go's first TLS handshake otherwise loads all the system's certificates, 5 to 19 ms of processor time; AWS's servers
// need five of them.
type dialer struct {
	roots    func() *x509.CertPool // made when first needed
	sessions tls.ClientSessionCache
	system   *atomic.Bool // Amazon's own certificates did not do: use the system's
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
