package identity

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-jose/go-jose/v4"
)

// signingKey signs both kinds of tokens. It implements op.SigningKey.
type signingKey struct {
	id      string
	private *rsa.PrivateKey
}

func (k signingKey) ID() string                                  { return k.id }
func (k signingKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k signingKey) Key() any                                    { return k.private }

// publicKey is the part of it in the key set. It implements op.Key.
type publicKey struct{ signingKey }

func (k publicKey) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k publicKey) Use() string                        { return "sig" }
func (k publicKey) Key() any                           { return &k.private.PublicKey }

// loadKey reads the key, or creates it. It is kept so that tokens stay valid when the stack
// restarts.
func loadKey(path string) (signingKey, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return signingKey{}, err
	}
	damaged := fmt.Errorf("the file %s is not a private key: "+
		"restore it from a copy, or delete it to have a new one made", path)
	block, _ := pem.Decode(text)
	if block == nil {
		return signingKey{}, damaged
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if private, ok := key.(*rsa.PrivateKey); err == nil && ok {
		return named(private), nil
	}
	return signingKey{}, damaged
}

func makeKey(path string) (signingKey, error) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return signingKey{}, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return signingKey{}, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return signingKey{}, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	// The file is renamed when it is complete: a half-written key would have to be deleted
	// by hand.
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return signingKey{}, err
	}
	return named(private), os.Rename(path+".new", path)
}

func named(private *rsa.PrivateKey) signingKey {
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(&private.PublicKey))
	return signingKey{id: base64.RawURLEncoding.EncodeToString(sum[:]), private: private}
}
