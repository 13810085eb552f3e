package access

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"signpost/infra/local/template"
)

// request has the fields, of all requests to the three services, that the needed rights depend
// on.
type request struct {
	IndexName     string
	Item          map[string]attribute
	Key           map[string]attribute
	RequestItems  map[string]json.RawMessage
	TransactItems []map[string]request
	QueueURL      string `json:"QueueUrl"`
	UserPoolID    string `json:"UserPoolId"`
}

type attribute struct{ S string }

// names has the logical ids that ARNs are made of.
type names struct{ table string }

// calls returns what IAM checks for a request with that X-Amz-Target. For a transaction, these
// are all of its parts
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
func (n names) calls(target string, body []byte) ([]Call, error) {
	var r request
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, fmt.Errorf("%s: %w", target, err)
	}
	service, operation, _ := strings.Cut(target, ".")
	switch {
	case service == "AmazonSQS":
		return []Call{{Action: "sqs:" + operation, Resource: arn("sqs", path.Base(r.QueueURL))}}, nil
	case service == "AWSCognitoIdentityProviderService":
		return []Call{
			{Action: "cognito-idp:" + operation, Resource: arn("cognito-idp", "userpool/"+r.UserPoolID)},
		}, nil
	case strings.HasPrefix(service, "DynamoDB_"):
		return n.tableCalls(operation, r)
	}
	return nil, fmt.Errorf("the local stack does not know the service %s", service)
}

func (n names) tableCalls(operation string, r request) ([]Call, error) {
	table := arn("dynamodb", "table/"+n.table)
	switch operation {
	case "TransactWriteItems", "TransactGetItems":
		var all []Call
		for _, item := range r.TransactItems {
			for kind, part := range item {
				action := "dynamodb:" + kind + "Item"
				if kind == "ConditionCheck" {
					action = "dynamodb:ConditionCheckItem"
				}
				all = append(all, Call{Action: action, Resource: table, Keys: part.keys()})
			}
		}
		return all, nil
	case "BatchGetItem":
		keys, err := r.batchKeys()
		return []Call{{Action: "dynamodb:BatchGetItem", Resource: table, Keys: keys}}, err
	}
	if r.IndexName != "" {
		table += "/index/" + r.IndexName
	}
	return []Call{{Action: "dynamodb:" + operation, Resource: table, Keys: r.keys()}}, nil
}

// keys returns the partition key of the item that a request is about.
func (r request) keys() []string {
	for _, attributes := range []map[string]attribute{r.Item, r.Key} {
		if pk, ok := attributes["pk"]; ok {
			return []string{pk.S}
		}
	}
	return nil
}

func (r request) batchKeys() ([]string, error) {
	var keys []string
	for _, table := range r.RequestItems {
		var wanted struct{ Keys []map[string]attribute }
		if err := json.Unmarshal(table, &wanted); err != nil {
			return nil, err
		}
		for _, key := range wanted.Keys {
			keys = append(keys, key["pk"].S)
		}
	}
	return keys, nil
}

func arn(service, resource string) string {
	return "arn:aws:" + service + ":" + template.Region + ":" + template.Account + ":" + resource
}
