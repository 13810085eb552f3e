package quickaws

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"pgregory.net/rapid"
)

func TestTheSignerSignsAsTheSDKDoes(t *testing.T) {
	word := rapid.StringMatching(`[A-Za-z0-9+/=]{1,40}`)
	rapid.Check(t, func(t *rapid.T) {
		credentials := aws.Credentials{AccessKeyID: word.Draw(t, "key"), SecretAccessKey: word.Draw(t, "secret")}
		if rapid.Bool().Draw(t, "has token") {
			credentials.SessionToken = word.Draw(t, "token")
		}
		host := rapid.SampledFrom([]string{"dynamodb.eu-central-1.amazonaws.com", "127.0.0.1:8000"}).Draw(t, "host")
		body := []byte(rapid.String().Draw(t, "body"))
		s := &signer{credentials: credentials, region: "eu-central-1", service: "dynamodb"}
		for _, seconds := range []int64{1772323200, 1772323201, 1772409600} { // the key is kept for a day
			at := time.Unix(seconds, 0)
			ours := http.Header{
				"Content-Type": {"application/x-amz-json-1.0"},
				"X-Amz-Target": {"DynamoDB_20120810.PutItem"},
			}
			request, _ := http.NewRequest(http.MethodPost, "http://"+host+"/", bytes.NewReader(body))
			request.Header = ours.Clone()
			request.ContentLength = -1 // sent, but not signed
			sum := sha256.Sum256(body)
			err := v4.NewSigner().SignHTTP(t.Context(), credentials, request, hex.EncodeToString(sum[:]),
				"dynamodb", "eu-central-1", at)
			if err != nil {
				t.Fatal(err)
			}
			s.sign(ours, host, body, at)
			for name, want := range request.Header {
				if got := ours.Get(name); got != want[0] {
					t.Fatalf("%s\n got %s\nwant %s", name, got, want[0])
				}
			}
		}
	})
}
