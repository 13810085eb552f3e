package userpool

// MaxRemembered is maxRemembered, for a test.
const MaxRemembered = maxRemembered

// Remembered returns how many accounts are remembered.
func (a *Admins) Remembered() int { return len(a.answers) }
