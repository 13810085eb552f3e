package partnerapi

import (
	"context"
	"slices"

	"signpost/shared/referral"
)

// Family knows who recruited whom.
type Family interface {
	// Partner returns an error of kind NotFound if there is no such partner.
	Partner(ctx context.Context, code referral.Code) (referral.Partner, error)
	// Children returns up to limit children after a position, and the position to continue from, ""
	// at the end.
	Children(ctx context.Context, parent referral.Code, after string, limit int) ([]referral.Partner, string, error)
}

// Activity knows who was active; it is a part of Counters.
type Activity interface {
	// ActivePartners returns the partners for which anything was counted in the months from one day
	// to another, sorted.
	ActivePartners(ctx context.Context, from, to referral.Day) ([]referral.Code, error)
}

// visible returns the partners that the caller sees: itself and its children, or just those of them
// that it asks for. Nobody else exists for it.
func visible(
	ctx context.Context, partners Family, caller referral.Code, only []referral.Code,
) ([]referral.Code, error) {
	if len(only) == 0 {
		return family(ctx, partners, caller)
	}
	for _, code := range only {
		if code == caller {
			continue
		}
		partner, err := partners.Partner(ctx, code)
		if err == nil && partner.Parent != caller {
			err = referral.NotFoundf("no such partner")
		}
		if err != nil {
			return nil, err
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(only))), nil
}

// childrenAtOnce is how many children are read in one request.
const childrenAtOnce = 1000

func family(ctx context.Context, partners Family, parent referral.Code) ([]referral.Code, error) {
	all := []referral.Code{parent}
	for after := ""; ; {
		children, next, err := partners.Children(ctx, parent, after, childrenAtOnce)
		if err != nil {
			return nil, err
		}
		for _, child := range children {
			all = append(all, child.Code)
		}
		if after = next; after == "" {
			return all, nil
		}
	}
}

// manyPartners is the number from which it pays to ask first which partners were active at all.
const manyPartners = 64

// active leaves out the members of a large family that were inactive on the days from one to
// another: of thousands of partners, most have nothing, and reading each costs a request.
func active(
	ctx context.Context, activity Activity, from, to referral.Day, partners []referral.Code,
) ([]referral.Code, error) {
	if len(partners) < manyPartners {
		return partners, nil
	}
	active, err := activity.ActivePartners(ctx, from, to)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(partners), func(code referral.Code) bool {
		_, found := slices.BinarySearch(active, code)
		return !found
	}), nil
}
