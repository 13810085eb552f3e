package counting

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/oklog/ulid/v2"

	"signpost/shared/referral"
	"signpost/shared/table"
)

const streamARN = "arn:aws:dynamodb:us-east-1:123456789012:table/signpost/stream/2026-11-23T00:00:00.000"

// traffic returns an event with n clicks on 20 links.
func traffic(n int) string {
	records := make([]string, n)
	for i := range records {
		records[i] = clickRecord(i)
	}
	return `{"Records":[` + strings.Join(records, ",") + `],` +
		`"window":{"start":"2026-11-23T12:00:00Z","end":"2026-11-23T12:01:00Z"},"state":{},` +
		`"shardId":"shardId-00000001795435200000-0a1b2c3d","eventSourceARN":"` + streamARN + `",` +
		`"isFinalInvokeForWindow":false,"isWindowTerminatedEarly":false}`
}

func clickRecord(i int) string {
	at := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC).Add(time.Duration(i) * time.Millisecond)
	id := ulid.MustNew(ulid.Timestamp(at), strings.NewReader(fmt.Sprintf("%010d", i)))
	item := table.ClickItem(referral.Click{
		ID:      referral.ClickID(fmt.Sprintf("visit%011d%s", i, id)),
		At:      at,
		Website: referral.Code([]string{"haircare", "skincare"}[i%2]),
		Partner: referral.Code(fmt.Sprintf("partner%d", i%10/2)),
		Ad:      referral.Code([]string{"", "website2"}[i/10%2]),
		Kind:    referral.Hit,
		Unique:  i%5 > 0,
		Visitor: referral.Visitor{
			Country:  []string{"US", "DE", "GB", "FR"}[i%7%4],
			Device:   []string{"mobile", "desktop", "tablet"}[i%11%3],
			Browser:  referral.Browsers[i%17%4],
			Referrer: []string{"google.com", "", "instagram.com", "youtube.com"}[i%13%4],
		},
	})
	return streamRecord("INSERT", item, fmt.Sprintf("4421584500000000017450%06d", i))
}

// streamRecord returns a record as Lambda sends it.
func streamRecord(event string, item table.Item, sequence string) string {
	return fmt.Sprintf(`{"eventID":"c4ca4238a0b923820dcc509a6f75849b","eventName":%q,"eventVersion":"1.1",`+
		`"eventSource":"aws:dynamodb","awsRegion":"us-east-1",`+
		`"dynamodb":{"ApproximateCreationDateTime":1795435200,"Keys":%s,"NewImage":%s,`+
		`"SequenceNumber":%q,"SizeBytes":240,"StreamViewType":"NEW_IMAGE"},"eventSourceARN":%q}`,
		event, attributes(table.Item{"sk": item["sk"], "pk": item["pk"]}), attributes(item), sequence, streamARN)
}

func attributes(item table.Item) string {
	out := map[string]map[string]string{}
	for name, v := range item {
		switch v := v.(type) {
		case *types.AttributeValueMemberS:
			out[name] = map[string]string{"S": v.Value}
		case *types.AttributeValueMemberN:
			out[name] = map[string]string{"N": v.Value}
		}
	}
	b, _ := json.Marshal(out)
	return string(b)
}
