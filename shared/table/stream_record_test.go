package table_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"signpost/shared/table"
)

func TestAStreamRecordNamesTheConversionThatWasWritten(t *testing.T) {
	const sale = `{"type":{"S":"sale"},"taken":{"M":{"S":{"N":"1"}}}}`
	for name, test := range map[string]struct{ pk, sk, image, want string }{
		"conversion":          {"CONVERSION#main#order-1", "CONVERSION", sale, "main order-1"},
		"id with a separator": {"CONVERSION#main#a#b", "CONVERSION", sale, "main a#b"},
		"ledger entry":        {"CONVERSION#main#order-1", "ENTRY#01", sale, ""},
		"refund's note":       {"CONVERSION#main#order-1", "CONVERSION", `{"refunds":{"SS":["refund-1"]}}`, ""},
		"removed conversion":  {"CONVERSION#main#order-1", "CONVERSION", `null`, ""},
		"another item":        {"AD#main#order-1", "CONVERSION", sale, ""},
		"no merchant":         {"CONVERSION#main", "CONVERSION", sale, ""},
	} {
		text := fmt.Sprintf(`{"Keys":{"pk":{"S":%q},"sk":{"S":%q}},"NewImage":%s}`, test.pk, test.sk, test.image)
		var r table.StreamRecord
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			t.Fatal(err)
		}
		got := ""
		merchant, externalID, ok := r.Conversion()
		if ok {
			got = string(merchant) + " " + externalID
		}
		if got != test.want || ok != (test.want != "") {
			t.Errorf("%s: %q, %v; want %q", name, got, ok, test.want)
		}
	}
}
