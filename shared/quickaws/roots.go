package quickaws

import (
	"crypto/x509"
	_ "embed"
)

// amazonPEM has the root certificates of AWS's servers: Amazon Root CA 1 to 4 and Starfield
// Services G2, from https://www.amazontrust.com/repository/.
//
//go:embed roots.pem
var amazonPEM []byte

func amazonRoots() *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(amazonPEM)
	return roots
}
