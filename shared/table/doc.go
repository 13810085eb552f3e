// Package table is the single DynamoDB table: its keys, items, access patterns and transactions.
package table
