// Package quickaws has the redirect's clients for DynamoDB and SQS. They start fast and give up
// early: no configuration files, no metadata service, one retry, and a time limit for every
// attempt.
package quickaws
