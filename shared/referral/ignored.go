package referral

// Ignored says why a partner or an ad that a tracking link names is not taken into account.
// Visitors are sent on all the same.
type Ignored uint8

// With the first three reasons, nobody is credited; with the others, the visit counts without an
// ad.
const (
	NothingIgnored Ignored = iota
	UnknownPartner
	InactivePartner
	ClosedWebsite
	UnknownAd
	ForeignAd
	AdWithoutPartner
	endOfIgnored
)

// IgnoredCounts are hits by what was ignored of their links; those by NothingIgnored are always 0.
type IgnoredCounts [endOfIgnored]int64

var ignored = [endOfIgnored]struct{ name, why string }{
	UnknownPartner:   {"unknownPartner", "there is no such partner"},
	InactivePartner:  {"inactivePartner", "the partner is inactive"},
	ClosedWebsite:    {"closedWebsite", "the website is not open to the partner"},
	UnknownAd:        {"unknownAd", "there is no such ad"},
	ForeignAd:        {"foreignAd", "the ad is neither the partner's nor its parent's"},
	AdWithoutPartner: {"adWithoutPartner", "nobody is credited"},
}

// String returns the reason's name, "" for NothingIgnored.
func (i Ignored) String() string { return ignored[i].name }

// Message explains the reason to people, "" for NothingIgnored.
func (i Ignored) Message() string { return ignored[i].why }

// ParseIgnored returns the reason of that name; NothingIgnored for "" and for what is not a name.
func ParseIgnored(name string) Ignored {
	for i := range ignored {
		if ignored[i].name == name {
			return Ignored(i)
		}
	}
	return NothingIgnored
}
