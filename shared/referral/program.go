package referral

// Program is a named set of partners and websites; being in one program together opens a website to a partner.
type Program struct {
	Code    Code
	Name    string
	Version int
}

// Check returns an *Error of kind Invalid that names every field which breaks a rule.
func (p Program) Check() error {
	var bad FieldErrors
	bad.AddErr("name", checkName(p.Name))
	return bad.Err()
}
