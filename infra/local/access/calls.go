package access

import (
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"signpost/infra/local/template"
)

// request has the fields, of all requests to the three services, that the needed rights depend
// on.
type request struct {
	TableName                 string
	IndexName                 string
	Item                      map[string]attribute
	Key                       map[string]attribute
	KeyConditionExpression    string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues map[string]attribute
	RequestItems              map[string]json.RawMessage
	TransactItems             []map[string]request
	QueueURL                  string `json:"QueueUrl"`
	UserPoolID                string `json:"UserPoolId"`
}

type attribute struct{ S string }

// part is what a request does to one item, or asks for under one key.
type part struct {
	Call
	ofIndex bool
}

// names has the logical ids that ARNs are made of.
type names struct{ tables map[string]string } // by a table's name

// calls returns what IAM may check for a request with that X-Amz-Target. All of it must be allowed.
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
		parts, err := n.parts(operation, r)
		return readings(parts), err
	}
	return nil, fmt.Errorf("the local stack does not know the service %s", service)
}

// readings returns the calls that a request may be to IAM. AWS does not document what
// dynamodb:LeadingKeys is when a request has several parts: the key of each part by itself, the
// keys of all parts with the same action, or those of all parts. Nor does it document whether it is
// the index's key, or nothing, when a query asks an index.
func readings(parts []part) []Call {
	var calls []Call
	for _, p := range parts {
		var ofAction, ofAll []string
		for _, other := range parts {
			if other.Resource != p.Resource {
				continue
			}
			ofAll = append(ofAll, other.Keys...)
			if other.Action == p.Action {
				ofAction = append(ofAction, other.Keys...)
			}
		}
		keys := [][]string{p.Keys}
		if len(parts) > 1 {
			keys = append(keys, ofAction, ofAll)
		}
		if p.ofIndex {
			keys = append(keys, nil)
		}
		for _, k := range keys {
			calls = append(calls, Call{Action: p.Action, Resource: p.Resource, Keys: k})
		}
	}
	return calls
}

// parts takes a request to DynamoDB apart. The parts of a transaction need the rights of single
// requests
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
func (n names) parts(operation string, r request) ([]part, error) {
	switch operation {
	case "TransactWriteItems", "TransactGetItems":
		return n.transactionParts(r)
	case "BatchGetItem":
		return n.batchParts(r)
	}
	p, err := n.part(operation, r)
	if err != nil || operation != "Query" {
		return []part{p}, err
	}
	key, err := r.queried()
	p.Keys, p.ofIndex = []string{key}, r.IndexName != ""
	return []part{p}, err
}

func (n names) part(operation string, r request) (part, error) {
	id, ok := n.tables[r.TableName]
	if !ok {
		return part{}, fmt.Errorf("the template has no table %s", r.TableName)
	}
	table := arn("dynamodb", "table/"+id)
	if r.IndexName != "" {
		table += "/index/" + r.IndexName
	}
	return part{Call: Call{Action: "dynamodb:" + operation, Resource: table, Keys: r.keys()}}, nil
}

func (n names) transactionParts(r request) ([]part, error) {
	var all []part
	for _, item := range r.TransactItems {
		for kind, one := range item {
			action := kind + "Item"
			if kind == "ConditionCheck" {
				action = "ConditionCheckItem"
			}
			p, err := n.part(action, one)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
}

func (n names) batchParts(r request) ([]part, error) {
	var all []part
	for table, items := range r.RequestItems {
		var wanted struct{ Keys []map[string]attribute }
		if err := json.Unmarshal(items, &wanted); err != nil {
			return nil, err
		}
		for _, key := range wanted.Keys {
			p, err := n.part("BatchGetItem", request{TableName: table, Key: key})
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
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

// equality is the condition on the partition key that each query has.
var equality = regexp.MustCompile(`(#?\w+)\s*=\s*(:\w+)`)

// partitionKeys are the attributes that are the partition key of a table or an index.
var partitionKeys = []string{"pk", "gsi1pk"}

// queried returns the partition key that a query asks for.
func (r request) queried() (string, error) {
	for _, match := range equality.FindAllStringSubmatch(r.KeyConditionExpression, -1) {
		name, value := match[1], match[2]
		if strings.HasPrefix(name, "#") {
			name = r.ExpressionAttributeNames[name]
		}
		if slices.Contains(partitionKeys, name) {
			return r.ExpressionAttributeValues[value].S, nil
		}
	}
	return "", fmt.Errorf("the key of the query %q is not understood", r.KeyConditionExpression)
}

func arn(service, resource string) string {
	return "arn:aws:" + service + ":" + template.Region + ":" + template.Account + ":" + resource
}
