package template

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Route is one route of the HTTP API with the function behind it.
type Route struct {
	Key        string // "GET /go/{proxy+}", "ANY /{proxy+}" or "$default"
	Function   string // logical id
	Timeout    time.Duration
	Authorizer *Authorizer // nil: anybody may call
	Scopes     []string    // the token needs one of these
	Throttle   Throttle
}

// Throttle is what the stage lets through to a route. The zero value lets everything through.
type Throttle struct {
	Rate  float64 `yaml:"ThrottlingRateLimit"`  // requests a second
	Burst int     `yaml:"ThrottlingBurstLimit"` // requests at once
}

// Authorizer is a JWT authorizer of the HTTP API. Tokens are in the Authorization header.
type Authorizer struct {
	ID       string
	Issuer   string
	Audience []string
}

// Routes returns the HTTP API's routes.
func (s *Stack) Routes() ([]Route, error) {
	authorizers, err := s.authorizers()
	if err != nil {
		return nil, err
	}
	integrations, err := s.integrations()
	if err != nil {
		return nil, err
	}
	throttles, err := s.throttles()
	if err != nil {
		return nil, err
	}
	return each(s, "AWS::ApiGatewayV2::Route", func(_ string, p struct {
		RouteKey     string   `yaml:"RouteKey"`
		Target       string   `yaml:"Target"`
		Type         string   `yaml:"AuthorizationType"`
		AuthorizerID string   `yaml:"AuthorizerId"`
		Scopes       []string `yaml:"AuthorizationScopes"`
	}) (Route, error) {
		i, ok := integrations[strings.TrimPrefix(p.Target, "integrations/")]
		if !ok {
			return Route{}, fmt.Errorf("no integration %q", p.Target)
		}
		route := Route{
			Key: p.RouteKey, Function: i.function, Timeout: i.timeout, Scopes: p.Scopes,
			Throttle: throttles(p.RouteKey),
		}
		switch p.Type {
		case "", "NONE":
		case "JWT":
			if route.Authorizer = authorizers[p.AuthorizerID]; route.Authorizer == nil {
				return Route{}, fmt.Errorf("no authorizer %q", p.AuthorizerID)
			}
		default:
			return Route{}, fmt.Errorf("the local stack does not support the authorization type %q", p.Type)
		}
		return route, nil
	})
}

func (s *Stack) authorizers() (map[string]*Authorizer, error) {
	list, err := each(s, "AWS::ApiGatewayV2::Authorizer", func(id string, p struct {
		Type   string   `yaml:"AuthorizerType"`
		Source []string `yaml:"IdentitySource"`
		JWT    struct {
			Issuer   string   `yaml:"Issuer"`
			Audience []string `yaml:"Audience"`
		} `yaml:"JwtConfiguration"`
	}) (*Authorizer, error) {
		if p.Type != "JWT" || len(p.Source) != 1 || p.Source[0] != "$request.header.Authorization" {
			return nil, errors.New("the local stack supports only JWT authorizers of the Authorization header")
		}
		return &Authorizer{ID: id, Issuer: p.JWT.Issuer, Audience: p.JWT.Audience}, nil
	})
	byID := map[string]*Authorizer{}
	for _, a := range list {
		byID[a.ID] = a
	}
	return byID, err
}

type integration struct {
	id, function string
	timeout      time.Duration
}

func (s *Stack) integrations() (map[string]integration, error) {
	list, err := each(s, "AWS::ApiGatewayV2::Integration", func(id string, p struct {
		Type    string `yaml:"IntegrationType"`
		URI     string `yaml:"IntegrationUri"`
		Format  string `yaml:"PayloadFormatVersion"`
		Timeout int    `yaml:"TimeoutInMillis"`
	}) (integration, error) {
		if p.Type != "AWS_PROXY" || p.Format != "2.0" {
			return integration{},
				errors.New("the local stack supports only AWS_PROXY integrations with payload format 2.0")
		}
		timeout := 30 * time.Second // API Gateway's default and maximum
		if p.Timeout != 0 {
			timeout = time.Duration(p.Timeout) * time.Millisecond
		}
		return integration{id, idOf(p.URI), timeout}, nil
	})
	byID := map[string]integration{}
	for _, i := range list {
		byID[i.id] = i
	}
	return byID, err
}

// throttles returns a function from route keys to throttles.
func (s *Stack) throttles() (func(key string) Throttle, error) {
	type stage struct {
		Default Throttle            `yaml:"DefaultRouteSettings"`
		Routes  map[string]Throttle `yaml:"RouteSettings"`
	}
	stages, err := each(s, "AWS::ApiGatewayV2::Stage", func(_ string, p stage) (stage, error) { return p, nil })
	if err != nil || len(stages) == 0 {
		return func(string) Throttle { return Throttle{} }, err
	}
	return func(key string) Throttle {
		if own, ok := stages[0].Routes[key]; ok {
			return own
		}
		return stages[0].Default
	}, nil
}
