// Package quickaws makes AWS clients that start fast and give up early, for the redirect: no configuration files, no metadata service, few
// retries, a bounded time for each attempt.
package quickaws
