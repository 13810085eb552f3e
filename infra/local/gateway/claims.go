package gateway

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// scopesOf returns the scopes of a token: the words of scope, or of scp, which some issuers
// use. It returns nil if there is neither.
func scopesOf(claims jwt.MapClaims) []string {
	for _, name := range []string{"scope", "scp"} {
		switch value := claims[name].(type) {
		case string:
			return strings.Fields(value)
		case []any:
			var scopes []string
			for _, v := range value {
				scopes = append(scopes, fmt.Sprint(v))
			}
			return scopes
		}
	}
	return nil
}

// describe returns the JSON that a function gets as requestContext.authorizer.jwt.
func describe(claims jwt.MapClaims, scopes []string) []byte {
	words := make(map[string]string, len(claims))
	for name, value := range claims {
		words[name] = claimText(value)
	}
	text, err := json.Marshal(struct {
		Claims map[string]string `json:"claims"`
		Scopes []string          `json:"scopes"`
	}{words, scopes})
	if err != nil {
		panic(err) // strings can always be encoded
	}
	return text
}

// claimText returns a claim as HTTP APIs deliver it, which is always a string. A list becomes
// "[a b]".
func claimText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []any:
		var words []string
		for _, item := range v {
			words = append(words, claimText(item))
		}
		return "[" + strings.Join(words, " ") + "]"
	case map[string]any:
		text, err := json.Marshal(v)
		if err != nil {
			panic(err) // it was JSON a moment ago
		}
		return string(text)
	}
	return fmt.Sprint(value)
}
