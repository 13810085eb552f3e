package adminapi

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"signpost/shared/records"
	"signpost/shared/referral"
)

// afterNamed begins a position among the conversions that were found by their number: how many of
// them come before it.
const afterNamed = "="

// searcher returns how the pages of a search are read. What is found by its number comes before
// everything else, and is left out where it happened.
func (o *operations) searcher(
	search referral.Search,
) func(ctx context.Context, after string, limit int) ([]referral.Booking, string, error) {
	return func(ctx context.Context, after string, limit int) ([]referral.Booking, string, error) {
		named, err := o.named(ctx, search)
		if err != nil {
			return nil, "", err
		}
		var page []referral.Booking
		if position, isNamed := strings.CutPrefix(after, afterNamed); after == "" || isNamed {
			given, _ := strconv.Atoi(position)
			page, after = named[min(given, len(named)):], ""
			if len(page) >= limit {
				return page[:limit], afterNamed + strconv.Itoa(given+limit), nil
			}
		}
		found, next, err := records.Everything(ctx, o.Store, search, after, limit-len(page))
		for _, l := range found {
			if !isAmong(named, l.Booking) {
				page = append(page, l.Booking)
			}
		}
		return page, next, err
	}
}

// named returns the conversions whose number or id is what is searched for, of all merchants.
func (o *operations) named(ctx context.Context, search referral.Search) ([]referral.Booking, error) {
	if search.Text == "" {
		return nil, nil
	}
	wanted, err := o.wanted(ctx, search.Text)
	if err != nil {
		return nil, err
	}
	bookings, err := o.Store.BookingsAt(ctx, wanted)
	if err != nil {
		return nil, err
	}
	var passing []referral.Booking
	for _, b := range bookings {
		if search.Passes(referral.ListedNow(b)) && !isAmong(passing, b) {
			passing = append(passing, b)
		}
	}
	return passing, nil
}

// wanted returns what text may name: an id, or the order number of any merchant.
func (o *operations) wanted(ctx context.Context, text string) ([]referral.Conversion, error) {
	var wanted []referral.Conversion
	if merchant, externalID, err := referral.ParseConversionID(text); err == nil {
		wanted = append(wanted, referral.Conversion{Merchant: merchant, ExternalID: externalID})
	}
	if !referral.IsExternalID(text) {
		return wanted, nil
	}
	keys, err := o.Store.MerchantKeys(ctx)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		wanted = append(wanted, referral.Conversion{Merchant: key.Merchant, ExternalID: text})
	}
	return wanted, nil
}

func isAmong(bookings []referral.Booking, b referral.Booking) bool {
	return slices.ContainsFunc(bookings, func(one referral.Booking) bool {
		return one.Merchant == b.Merchant && one.ExternalID == b.ExternalID
	})
}
