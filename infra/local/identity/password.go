package identity

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
)

const (
	// chosenRounds slow down guessing a password that a person chose. A service on the
	// internet would use 600,000 (OWASP). Here the demo users' password is documented, and
	// tests sign in often.
	chosenRounds = 20_000
	// madeRounds are enough for a generated password: 20 random characters can't be guessed
	// at any speed.
	madeRounds = 1
	// minPassword is the minimum length of a password that a person chooses, as in Cognito.
	minPassword = 8
	maxPassword = 256
)

// hashPassword returns rounds$salt$hash.
func hashPassword(password string, rounds int) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	sum, err := pbkdf2.Key(sha256.New, password, salt, rounds, 32)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("%d$%s$%s", rounds, b64(salt), b64(sum)), nil
}

// checkPassword reports whether the password has that hash. The empty hash is that of a user
// who does not exist: no password matches, and checking takes as long.
func checkPassword(hash, password string) bool {
	rounds, salt, want := chosenRounds, []byte("0123456789abcdef"), []byte{}
	if hash != "" {
		text := strings.Split(hash, "$")
		if len(text) != 3 {
			return false
		}
		if _, err := fmt.Sscan(text[0], &rounds); err != nil {
			return false
		}
		salt, _ = base64.RawStdEncoding.DecodeString(text[1])
		want, _ = base64.RawStdEncoding.DecodeString(text[2])
	}
	sum, err := pbkdf2.Key(sha256.New, password, salt, rounds, 32)
	return err == nil && subtle.ConstantTimeCompare(sum, want) == 1
}

// makePassword returns a password with 100 random bits, for an invitation.
func makePassword() string { return rand.Text()[:20] }
