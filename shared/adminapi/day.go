package adminapi

import "signpost/shared/referral"

// dayInput names the day that an operation is about.
type dayInput struct {
	Day string `query:"day" required:"true" format:"date" doc:"UTC"`
}

func (in *dayInput) parse() (referral.Day, error) {
	day, err := referral.ParseDay(in.Day)
	if err != nil {
		return "", referral.InvalidField("day", "%s", err)
	}
	return day, nil
}
