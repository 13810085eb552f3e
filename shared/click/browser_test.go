package click

import (
	"slices"
	"testing"

	"signpost/shared/referral"
)

// The agents are those of real visits, from the npm package user-agents and testdata/people.txt,
// and of what makers document: for WebView, Chrome and its desktop mode on iOS
// https://developer.chrome.com/docs/multidevice/user-agent, for Edge
// https://learn.microsoft.com/en-us/microsoft-edge/web-platform/user-agent-guidance, for Firefox on
// iOS https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/User-Agent/Firefox.
var agentsByBrowser = map[string][]string{
	"chrome": {
		android + "K) " + webkit + "Chrome/150.0.0.0 Mobile Safari/537.36",
		windows + webkit + "Chrome/142.0.0.0 Safari/537.36",
		iPhone + "CriOS/148.0.0.0 Mobile/15E148 Safari/604.1",
		mac + "AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/85 Version/11.1.1 Safari/605.1.15",
		android + "K) " + webkit + "Chrome/150.0.0.0 Mobile Safari/537.36 (Ecosia android@150.0.0.0)",
	},
	"safari": {
		iPhone + "Version/26.6.1 Mobile/15E148 Safari/604.1",
		"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
			"Version/18.0 Mobile/15E148 Safari/604.1",
		mac + "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
	},
	"firefox": {
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:156.0) Gecko/20100101 Firefox/156.0",
		"Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
		iPhone + "FxiOS/125.0 Mobile/15E148 Safari/605.1.15",
	},
	"edge": {
		windows + webkit + "Chrome/154.0.0.0 Safari/537.36 Edg/154.0.0.0",
		windows + webkit + "Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763",
		android + "K) " + webkit + "Chrome/114.0.0.0 Mobile Safari/537.36 EdgA/114.0.1823.37",
		iPhone + "EdgiOS/114.0.1823.67 Version/16.0 Mobile/15E148 Safari/604.1",
	},
	"samsung": {android + "K) " + webkit + "SamsungBrowser/30.0 Chrome/143.0.0.0 Mobile Safari/537.36"},
	"opera": {
		windows + webkit + "Chrome/152.0.0.0 Safari/537.36 OPR/136.0.0.0 (Edition std-2)",
		iPhone + "OPT/43.0.2254.137688 Mobile/15E148 Safari/605.1.15",
		"Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10",
	},
	"facebook": {
		iPhone + "Mobile/15E148 [FBAN/FBIOS;FBAV/460.0.0.41.109;FBBV/587461523;FBDV/iPhone15,2;FBOP/5]",
		android + "SM-G991B Build/SP1A.210812.016; wv) " + webkit +
			"Version/4.0 Chrome/98.0.4758.87 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/353.0.0.34.116;]",
		android + "Pixel 10 Pro XL Build/CP1A.260305.018; wv) " + webkit +
			"Version/4.0 Chrome/146.0.7680.174 Mobile Safari/537.36 MetaIAB Facebook",
	},
	"instagram": {
		iPhone + "Mobile/21F79 Instagram 330.0.3.29.91 (iPhone14,3; iOS 17_5; en_IR@calendar=gregorian; en)",
		android + "moto g(50) 5G Build/S1RSS32.38-20-9-13; wv) " + webkit +
			"Version/4.0 Chrome/124.0.6367.180 Mobile Safari/537.36 Instagram 333.0.0.42.91 Android",
	},
	"tiktok": {
		android + "SM-S918B) " + webkit +
			"Version/4.0 Chrome/124.0.0.0 Mobile Safari/537.36 musical_ly_2023405040 JsSdk/1.0 " +
			"BytedanceWebview/d8a21c6",
	},
	"pinterest": {iPhone + "Mobile/15E148 [Pinterest/iOS]"},
	"other": {
		iPhone + "GSA/439.4.980558000 Mobile/15E148 Safari/604.1",
		iPhone + "Version/26.6 Mobile/15E148 Safari/604.1 Ddg/26.6",
		iPhone + "Mobile/15E148", // an app that does not say which
		android + "SM-S918U Build/TP1A.220624.014; wv) " + webkit +
			"Version/4.0 Chrome/115.0.5790.166 Mobile Safari/537.36",
		android + "SM-G9900; wv) " + webkit + "Chrome/106.0.5249.126 Mobile Safari/537.36",
		"Mozilla/5.0 (Linux; arm_64; Android 12; CTR-L81) " + webkit +
			"Chrome/150.0.7871.119 YaBrowser/26.8.3.119.00 Mobile Safari/537.36",
		"Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
			"Version/13.0 Safari/605.1.15",
		"Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
		"curl/8.5.0", "/", "(", ")(/", "Chrome",
	},
	"": {""},
}

const (
	android = "Mozilla/5.0 (Linux; Android 10; "
	windows = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) "
	iPhone  = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	mac     = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) "
	webkit  = "AppleWebKit/537.36 (KHTML, like Gecko) "
)

func TestBrowser(t *testing.T) {
	for want, agents := range agentsByBrowser {
		for _, agent := range agents {
			if got := browser(agent); got != want {
				t.Errorf("browser(%q) = %q, want %q", agent, got, want)
			}
		}
	}
	for _, family := range referral.Browsers {
		if len(agentsByBrowser[family]) == 0 {
			t.Errorf("no agent is recognized as %s", family)
		}
	}
}

func FuzzBrowser(f *testing.F) {
	for _, agents := range agentsByBrowser {
		for _, agent := range agents {
			f.Add(agent)
		}
	}
	f.Fuzz(func(t *testing.T, agent string) {
		if got := browser(agent); agent != "" && !slices.Contains(referral.Browsers, got) {
			t.Errorf("browser(%q) = %q", agent, got)
		}
	})
}
