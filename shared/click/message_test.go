package click

import (
	"strings"
	"testing"
	"time"

	"signpost/shared/referral"
)

var sample = referral.Click{
	ID:      "abcdefghijklmno_01KKRZ8D30ABCDEFGHJKMNPQRS",
	At:      time.UnixMilli(1773577245792).UTC(),
	Website: "haircare",
	Partner: "abc123",
	Ad:      "website2",
	Kind:    referral.Hit,
	Expires: time.UnixMilli(1773577245792).UTC().AddDate(0, 0, 100).Truncate(time.Second),
	Visitor: referral.Visitor{Country: "DE", Device: "mobile", Browser: "safari", Referrer: "blog.example"},
}

func TestAMessageIsReadAsItWasWritten(t *testing.T) {
	bot := sample
	bot.Partner, bot.Ad, bot.Kind, bot.Visitor = "", "", referral.Bot, referral.Visitor{Device: "other"}
	prefetch := sample
	prefetch.Kind, prefetch.Ignored = referral.Prefetch, referral.ForeignAd
	for _, want := range []referral.Click{sample, bot, prefetch} {
		got, err := ParseMessage(FormatMessage(want))
		want.At = got.At // from the id
		if err != nil || got != want {
			t.Errorf("got %+v, %v; want %+v", got, err, want)
		}
	}
}

func TestAMessageThatDoesNotSayHowLongIsOfAClickThatIsKeptForTheDefault(t *testing.T) {
	for _, expires := range []time.Time{{}, sample.At.Add(-time.Second), sample.At.AddDate(11, 0, 0)} {
		c := sample
		c.Expires = expires
		got, err := ParseMessage(FormatMessage(c))
		want := got.At.Add(referral.DefaultRetention).Truncate(time.Second)
		if err != nil || !got.Expires.Equal(want) {
			t.Errorf("%v: kept until %v, %v; want %v", expires, got.Expires, err, want)
		}
	}
}

func TestNoMessageReachesAnotherKey(t *testing.T) {
	good := FormatMessage(sample)
	for _, change := range []struct{ old, new string }{
		{`"abcdefghijklmno_`, `"abcdefghijklm#o_`}, {"01KKRZ8D30", "01kkrz8d30"}, {"01KKRZ8D30", "81KKRZ8D30"},
		{"PQRS\"", "PQR\""}, {`"haircare"`, `"a#b"`}, {`"abc123"`, `"PARTNER#x"`}, {`"website2"`, `"web site"`},
		{`"hit"`, `"first"`}, {`"hit"`, `""`}, {`{`, `[`},
	} {
		text := strings.Replace(good, change.old, change.new, 1)
		if text == good {
			t.Fatalf("%s is not in %s", change.old, good)
		}
		if c, err := ParseMessage(text); err == nil {
			t.Errorf("%s was read as %+v", text, c)
		}
	}
}

func FuzzParseMessage(f *testing.F) {
	f.Add(FormatMessage(sample))
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseMessage(text)
		if err != nil {
			return
		}
		if again, err := ParseMessage(FormatMessage(c)); err != nil || again != c {
			t.Errorf("%q is %+v, and then %+v, %v", text, c, again, err)
		}
	})
}
