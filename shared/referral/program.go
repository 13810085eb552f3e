package referral

// Program is a named set of partners and websites. A website is open to the partners that share a
// program with it.
type Program struct {
	Code    Code
	Name    string
	Version int // grows by one with every change
}

// Check returns an *Error of kind Invalid that names every field that breaks a rule.
func (p Program) Check() error {
	var bad FieldErrors
	bad.AddErr("name", checkName(p.Name))
	return bad.Err()
}
