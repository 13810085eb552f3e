package template

import "strings"

// Local has the names and addresses that resources of the template get in a local stack.
type Local struct {
	PublicURL string // of the HTTP API, without a slash at the end
	Issuer    string // of the local OpenID Connect issuer
	ClientID  string // of the Partner Center at the issuer
	UserPool  string // id of the user pool
	QueueURL  string // of the local SQS; a queue's URL also has the account and its logical id
	Table     string // name of the table; others have their logical id behind it
}

// TableName returns the name of the table with that logical id.
func (l Local) TableName(id string) string {
	if id == "Table" {
		return l.Table
	}
	return l.Table + "-" + strings.ToLower(id)
}

// World returns the values that the template's resources get in the local stack. Names and ARNs
// contain the logical id, so that a reference can be resolved to its resource.
func (l Local) World() World {
	return World{Value: func(resourceType, id, attribute string) (any, bool) {
		value, ok := l.values(resourceType, id)[attribute]
		return value, ok
	}}
}

func (l Local) values(resourceType, id string) map[string]string {
	switch resourceType {
	case functionType:
		return map[string]string{"": id, "Arn": arn("lambda", "function:"+id)}
	case "AWS::DynamoDB::Table":
		table := arn("dynamodb", "table/"+id)
		return map[string]string{"": l.TableName(id), "Arn": table, "StreamArn": table + "/stream/local"}
	case "AWS::SQS::Queue":
		return map[string]string{"": l.QueueURL + "/" + Account + "/" + id, "Arn": arn("sqs", id), "QueueName": id}
	case "AWS::ApiGatewayV2::Api":
		return map[string]string{"": "local", "ApiEndpoint": l.PublicURL}
	case "AWS::Cognito::UserPool":
		return map[string]string{
			"": l.UserPool, "Arn": arn("cognito-idp", "userpool/"+l.UserPool), "ProviderURL": l.Issuer,
		}
	case "AWS::Cognito::UserPoolClient":
		return map[string]string{"": l.ClientID}
	case "AWS::Events::Rule":
		return map[string]string{"": id, "Arn": arn("events", "rule/"+id)}
	case "AWS::Logs::LogGroup":
		return map[string]string{"": id, "Arn": arn("logs", "log-group:"+id)}
	case "AWS::IAM::ManagedPolicy":
		return map[string]string{"": arn("iam", "policy/"+id)}
	}
	return map[string]string{"": id}
}

func arn(service, resource string) string {
	return "arn:aws:" + service + ":" + Region + ":" + Account + ":" + resource
}

// idOf returns the logical id that a local name or ARN was made from.
func idOf(reference string) string {
	if !strings.HasPrefix(reference, "arn:") {
		return reference
	}
	_, resource, _ := strings.Cut(reference, Account+":")
	resource = strings.TrimPrefix(strings.TrimPrefix(resource, "function:"), "table/")
	id, _, _ := strings.Cut(resource, "/")
	return id
}
