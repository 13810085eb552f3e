package year

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

var (
	firstNames = strings.Fields(`Amara Anselm Beatrix Bela Carys Casimir Delphine Dmitri Edda Emeka Fenna Florian
		Greta Hamish Hana Idris Ilse Imogen Jonas Juno Kaspar Katya Leif Liesl Lorcan Mara Milo Nadja Noor Odile
		Orla Pascal Petra Quentin Ragna Rafael Sanna Silas Tamsin Teo Ulla Viggo Willa Xenia Yara Zelda`)
	lastNames = strings.Fields(`Abernathy Achterberg Almeida Bergqvist Birk Castellane Corrigan Dahlberg Drummond
		Eckhart Esposito Fairweather Falk Gallagher Grimaldi Halloran Hartwig Iversen Jansson Kowalczyk Lindqvist
		Lockhart Marchetti Moreau Nakamura Novak Oakes Okafor Pellegrini Pemberton Quist Rasmussen Roth Sandoval
		Schuster Tremblay Underwood Vandermeer Voss Whitlock Yilmaz Zeller`)
	outlets = []string{
		"%s Weekly", "The %s Letter", "%s & Daughters", "%s Media", "Studio %s", "%s Reviews", "Notes by %s",
		"%s Collective", "Radio %s", "%s at Home", "The Daily %s", "%s Finds",
	}
	outletWords = strings.Fields(`Almanac Birchwood Blueprint Canary Compass Copper Driftwood Ember Fieldnote Foxglove
		Gable Harvest Inkwell Juniper Kestrel Lantern Larkspur Magpie Meridian Nettle Orchard Paperboat Quarry
		Rosehip Saltbox Sparrow Thimble Tinder Velvet Wayfarer`)
)

// longName is text, filled up to the hundred characters that a name may have.
func longName(text, filler string) string {
	for len(text)+1+len(filler) <= 100 {
		text += " " + filler
	}
	for len(text) < 100 {
		text += "!"
	}
	return text[:100]
}

// partnerName returns the name of a person or of what one publishes, and the base of a code.
func partnerName(r *rand.Rand) (name, base string) {
	if r.Float64() < 0.55 {
		name = pick(r, firstNames) + " " + pick(r, lastNames)
	} else {
		name = fmt.Sprintf(pick(r, outlets), pick(r, outletWords))
	}
	return name, codeFrom(name)
}

// codeFrom returns what people would make a code of: the words of a name, with hyphens.
func codeFrom(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(c rune) bool { return c < 'a' || c > 'z' })
	return strings.Join(words, "-")
}

// adWords are names and descriptions of ads, by media type. %s is a season or a topic.
var adWords = map[string]struct{ names, descriptions []string }{
	"banner": {
		[]string{"Sidebar banner, %s", "Header 728×90, %s", "Footer banner (%s)", "Skyscraper %s"},
		[]string{"Right-hand column of all articles, replaced every month.", "Above the fold, start page only.", ""},
	},
	"email": {
		[]string{"%s newsletter", "Welcome mail, step 3 (%s)", "Weekly digest: %s", "Last call %s"},
		[]string{
			"Goes out Thursday at 7 to everybody who has opened a mail since spring.",
			"Second block, with picture.", "",
		},
	},
	"social": {
		[]string{"Story highlight %s", "Link in bio, %s", "Carousel: %s", "Pinned post %s"},
		[]string{"Swipe-up on day two.", "Same picture as in the shop window; swap it when the season ends.", ""},
	},
	"blog": {
		[]string{"Review: %s", "Ten things for %s", "Long read about %s", "Comparison table (%s)"},
		[]string{"Three links in the text and one in the box at the end.", "Updated twice a year.", ""},
	},
	"video": {
		[]string{"Video description: %s", "End card, %s", "Unboxing %s", "Live stream %s"},
		[]string{"First line below the video and again in the pinned comment.", ""},
	},
	"text": {
		[]string{"Text link %s", "Resources page, %s", "FAQ answer (%s)"},
		[]string{"Small print, but people find it.", ""},
	},
	"print": {
		[]string{"Flyer %s", "Magazine insert, %s", "Parcel card %s"},
		[]string{"5,000 copies, short link in the lower corner.", "In every parcel until they run out.", ""},
	},
	"qr": {
		[]string{"QR on the counter, %s", "Poster %s", "Fair stand %s"},
		[]string{"Next to the till.", "A2, hall 4; take it down afterwards.", ""},
	},
	"other": {
		[]string{"Podcast, %s", "Talk: %s", "Partner portal %s"},
		[]string{"Read out twice, at minute 4 and at the end.", ""},
	},
}

var topics = []string{
	"spring", "summer", "autumn", "winter", "gifts", "back to school", "new year", "moving house", "small kitchens",
	"slow mornings", "long weekends", "first flat", "the garden", "rainy days", "black week", "mother's day",
	"home office", "beginners", "week 12", "week 27", "week 41", "edition 3", "edition 8", "B version",
}

// adName returns the name and the description of an ad.
func adName(r *rand.Rand, mediaType string) (name, description string) {
	words := adWords[mediaType]
	name = fmt.Sprintf(pick(r, words.names), pick(r, topics))
	return strings.ToUpper(name[:1]) + name[1:], pick(r, words.descriptions)
}
