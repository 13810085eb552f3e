package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
	"signpost/shared/table"
)

// traffic makes clicks such as a company with visitors from all over the world may get.
// README.md describes the mix.
type traffic struct {
	random *rand.Rand
	made   int
	start  time.Time
}

func newTraffic(start time.Time) *traffic {
	return &traffic{random: rand.New(rand.NewPCG(1, 1)), start: start}
}

// share is a value and the percentage of visits that have it.
type share struct {
	value   string
	percent int
}

var (
	visitCountries = []share{
		{"US", 35}, {"GB", 10}, {"DE", 9}, {"CA", 7}, {"FR", 7}, {"IN", 7}, {"BR", 5},
		{"ES", 5}, {"IT", 5}, {"AU", 4}, {"NL", 4},
	}
	visitDevices = []share{{"mobile", 58}, {"desktop", 38}, {"tablet", 4}}
	// visitBrowsers has what people follow links with, by their device.
	visitBrowsers = map[string][]share{
		"mobile": {
			{"chrome", 42}, {"safari", 27}, {"instagram", 12}, {"facebook", 8}, {"samsung", 4}, {"tiktok", 3},
			{"other", 2}, {"firefox", 1}, {"opera", 1},
		},
		"desktop": {{"chrome", 67}, {"edge", 13}, {"safari", 8}, {"firefox", 7}, {"opera", 2}, {"other", 3}},
		"tablet":  {{"chrome", 50}, {"safari", 40}, {"samsung", 5}, {"other", 5}},
	}
	visitReferrers = []share{
		{"", 30}, {"google.com", 22}, {"instagram.com", 14}, {"facebook.com", 10}, {"youtube.com", 8},
		{"t.co", 4}, {"tiktok.com", 4}, {"pinterest.com", 3}, {"reddit.com", 3},
	}
)

// pick draws a value. The rest of the hundred percent is spread over so many others.
func (t *traffic) pick(shares []share, others int, other func(n int) string) string {
	n := t.random.IntN(100)
	for _, s := range shares {
		if n -= s.percent; n < 0 {
			return s.value
		}
	}
	return other(t.random.IntN(others))
}

// click makes the next click, on that link.
func (t *traffic) click(link referral.Link) referral.Click {
	t.made++
	at := t.start.Add(time.Duration(t.made) * time.Millisecond)
	id := ulid.MustNew(ulid.Timestamp(at), strings.NewReader(fmt.Sprintf("%010d", t.made)))
	c := referral.Click{
		ID: referral.ClickID(fmt.Sprintf("visit%011d%s", t.made, id)), At: at, Kind: referral.Hit,
		Website: link.Website, Partner: link.Partner, Ad: link.Ad,
		Visitor: t.visitor(),
	}
	switch n := t.random.IntN(100); {
	case n < 5:
		c.Kind = referral.Bot
	case n < 80:
		c.Unique = true
	}
	return c
}

func (t *traffic) visitor() referral.Visitor {
	v := referral.Visitor{
		Country: t.pick(visitCountries, 50, func(n int) string {
			return string([]byte{'A' + byte(n%26), 'Q' + byte(n/26)})
		}),
		Device: t.pick(visitDevices, 1, nil),
		Referrer: t.pick(visitReferrers, 200, func(n int) string {
			return fmt.Sprintf("blog%d.example.com", n)
		}),
	}
	v.Browser = t.pick(visitBrowsers[v.Device], 1, nil)
	return v
}

// links returns the links of so many partners to two websites, each without an ad and with so
// many ads.
func links(partners, ads int) []referral.Link {
	var made []referral.Link
	for p := range partners {
		for _, website := range []referral.Code{"haircare", "skincare"} {
			for a := range ads + 1 {
				l := referral.Link{Partner: referral.Code(fmt.Sprintf("partner%d", p)), Website: website}
				if a > 0 {
					l.Ad = referral.Code(fmt.Sprintf("ad%d-%d", p, a))
				}
				made = append(made, l)
			}
		}
	}
	return made
}

const (
	streamARN    = "arn:aws:dynamodb:us-east-1:123456789012:table/signpost/stream/2026-11-23T00:00:00.000"
	streamRecord = `{"eventID":"c4ca4238a0b923820dcc509a6f75849b","eventName":"INSERT",` +
		`"eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1",` +
		`"dynamodb":{"ApproximateCreationDateTime":%d,"Keys":%s,"NewImage":%s,` +
		`"SequenceNumber":"4421584500000000%012d","SizeBytes":240,"StreamViewType":"NEW_IMAGE"},` +
		`"eventSourceARN":"` + streamARN + `"}`
)

// streamEvent returns the counter's event with these clicks. The first one has that number in
// the shard.
func streamEvent(first int, clicks []referral.Click) []byte {
	records := make([]string, len(clicks))
	for i, c := range clicks {
		item := table.ClickItem(c)
		keys := lambdaItem(table.Item{"pk": item["pk"], "sk": item["sk"]})
		records[i] = fmt.Sprintf(streamRecord, c.At.Unix(), keys, lambdaItem(item), first+i)
	}
	return []byte(`{"Records":[` + strings.Join(records, ",") +
		`],"window":{"start":"2026-11-23T12:00:00Z","end":"2026-11-23T12:01:00Z"},"state":{},` +
		`"shardId":"shardId-00000001795435200000-0a1b2c3d","eventSourceARN":"` + streamARN + `",` +
		`"isFinalInvokeForWindow":false,"isWindowTerminatedEarly":false}`)
}

// lambdaItem returns an item of strings as it is in Lambda's event.
func lambdaItem(item table.Item) string {
	out := map[string]map[string]string{}
	for name, v := range item {
		if s, ok := v.(*types.AttributeValueMemberS); ok {
			out[name] = map[string]string{"S": s.Value}
		}
	}
	b, _ := json.Marshal(out)
	return string(b)
}
