// Package writing checks what the redirect promises under faults: visitors are redirected in
// time, and no click is lost or counted twice. The redirect is assembled as in
// functions/redirect and talks over TCP to a real table, through a proxy that causes the
// faults.
package writing
