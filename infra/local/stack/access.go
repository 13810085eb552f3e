package stack

import (
	"context"
	"net"

	"signpost/infra/local/access"
)

// guardAccess puts a guard between each function and the services it calls, if access is to be
// checked.
func (s *Stack) guardAccess(context.Context) error {
	if !s.options.CheckAccess {
		return nil
	}
	policies, err := access.Read(s.template)
	if err != nil {
		return err
	}
	functions, err := s.template.Functions()
	if err != nil {
		return err
	}
	s.guards = map[string]string{}
	config := access.Config{
		Policies: policies, Tables: s.tables, DynamoDB: s.endpoint, Services: s.servicesURL(), Log: s.options.Log,
	}
	for _, f := range functions {
		guard, err := config.Guard(f.ID)
		if err != nil {
			return err
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		s.guards[f.ID] = "http://" + listener.Addr().String()
		s.serveOn(listener, guard)
	}
	return nil
}
