package userpool

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"

	"signpost/shared/referral"
)

const (
	// remembered is how long an answer of the user pool is relied on: how long an admin whose
	// rights end keeps them at most.
	remembered = time.Minute
	// maxRemembered is how many accounts are remembered at once.
	maxRemembered = 1000
	// lookUpTimeout bounds one look at the user pool, with all of its attempts.
	lookUpTimeout = 5 * time.Second
)

// Admins tells whether an account may act as an admin at this moment, which its token can't: the
// token says what the account was when it was issued. It may be used by many goroutines.
type Admins struct {
	// Client and Pool are the user pool.
	Client *cognito.Client
	Pool   string
	// SecondFactor demands that the account has enrolled a second factor. It is for a pool that
	// lets users sign in without one: of those who enrol because the pool demands it, Cognito does
	// not list the factor.
	SecondFactor bool
	Now          func() time.Time

	mu      sync.Mutex
	answers map[account]answer
}

// account is a user name and the id of the one user who it is about: the name may be given to
// another user later.
type account struct{ name, id string }

type answer struct {
	err   error // nil if the account may act as an admin
	until time.Time
}

// CheckAdmin returns nil if the user of that name and id (the subject of its tokens) exists, is
// enabled, is in the group of admins and, if demanded, has a second factor. If not, the error is of
// kind Forbidden and says why. What the pool says is remembered for a minute, so a change takes so
// long to be noticed. If the pool can't be asked, the error is of kind Unavailable.
func (a *Admins) CheckAdmin(ctx context.Context, name, id string) error {
	who, asked := account{name, id}, a.Now()
	if known, ok := a.recall(who, asked); ok {
		return known.err
	}
	ctx, cancel := context.WithTimeout(ctx, lookUpTimeout)
	defer cancel()
	err := a.lookUp(ctx, who)
	if err == nil || referral.CodeOf(err) == referral.Forbidden {
		a.remember(who, answer{err, asked.Add(remembered)}, asked)
	}
	return err
}

func (a *Admins) recall(who account, now time.Time) (answer, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.answers[who]
	return known, ok && now.Before(known.until)
}

// remember keeps an answer. When there is no room, it forgets what is too old to be used, and if
// that is not enough, all: then each admin costs one more look.
func (a *Admins) remember(who account, given answer, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.answers) >= maxRemembered {
		for old, known := range a.answers {
			if !now.Before(known.until) {
				delete(a.answers, old)
			}
		}
	}
	if a.answers == nil || len(a.answers) >= maxRemembered {
		a.answers = map[account]answer{}
	}
	a.answers[who] = given
}

// lookUp asks the user pool.
func (a *Admins) lookUp(ctx context.Context, who account) error {
	user, err := a.Client.AdminGetUser(ctx, &cognito.AdminGetUserInput{UserPoolId: &a.Pool, Username: &who.name})
	var missing *types.UserNotFoundException
	switch {
	case errors.As(err, &missing) || err == nil && attribute(user, "sub") != who.id:
		return forbidden("this account does not exist any more")
	case err != nil:
		return notLookedUp(err)
	case !user.Enabled:
		return forbidden("this account is disabled")
	}
	in, err := inGroup(ctx, a.Client, a.Pool, user.Username, adminsGroup)
	switch {
	case err != nil:
		return notLookedUp(err)
	case !in:
		return forbidden("this is for admins")
	case a.SecondFactor && len(user.UserMFASettingList) == 0:
		return forbidden("admins need a second factor to sign in with: enrol one, and sign in again")
	}
	return nil
}

func forbidden(why string) error { return referral.Errorf(referral.Forbidden, "%s", why) }

// notLookedUp keeps what the user pool itself says for the log.
func notLookedUp(err error) error {
	failed := referral.Errorf(referral.Unavailable, "whether you are an admin could not be checked; try again")
	return fmt.Errorf("%w: %w", failed, err)
}
