package click

import "testing"

func TestCountry(t *testing.T) {
	for s, want := range map[string]string{"DE": "DE", "de": "", "": "", "DEU": "", "D1": "", "T1": "", "|x": ""} {
		if got := country(s); got != want {
			t.Errorf("country(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestDevice(t *testing.T) {
	for want, agents := range map[string][]string{
		"desktop": {
			"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
			"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
			"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
		},
		"mobile": {
			"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) " +
				"AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
			"Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile Safari/537.36",
			"Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
		},
		"tablet": {
			"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) " +
				"AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
			"Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36",
		},
		"other": {
			"Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) AppleWebKit/537.36 Version/8.0 TV Safari/537.36",
			"Mozilla/5.0 (Linux; Android 12; BRAVIA 4K GB ATV3 TV) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36",
			"Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 Version/13.0 Safari/605.1.15",
			"curl/8.5.0",
			"",
		},
	} {
		for _, agent := range agents {
			if got := device(agent); got != want {
				t.Errorf("device(%q) = %q, want %q", agent, got, want)
			}
		}
	}
}
