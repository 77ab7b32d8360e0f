package readiness

import (
	"fmt"
)

// Code says why something was refused; the numbers are those of google.rpc.Code. A Code is an error to
// compare with:
//
//	if errors.Is(err, readiness.NotFound) { ... }
type Code int32

// The codes that the library uses, and what they mean.
const (
	Cancelled          Code = 1
	Unknown            Code = 2
	InvalidArgument    Code = 3 // What was handed over is wrong, whatever the state.
	DeadlineExceeded   Code = 4
	NotFound           Code = 5 // It names what the log has not introduced.
	AlreadyExists      Code = 6 // The same id stands with other content.
	PermissionDenied   Code = 7
	ResourceExhausted  Code = 8 // A limit, or memory.
	FailedPrecondition Code = 9 // Well formed, but the state does not allow it.
	Aborted            Code = 10
	OutOfRange         Code = 11
	Unimplemented      Code = 12 // Known, and not offered by this version.
	Internal           Code = 13 // A fault of the library: please report it.
	Unavailable        Code = 14
	DataLoss           Code = 15
	Unauthenticated    Code = 16
)

var codeNames = [...]string{"ok", "cancelled", "unknown", "invalid argument", "deadline exceeded", "not found",
	"already exists", "permission denied", "resource exhausted", "failed precondition", "aborted", "out of range",
	"unimplemented", "internal", "unavailable", "data loss", "unauthenticated"}

func (c Code) Error() string {
	if c < 0 || int(c) >= len(codeNames) {
		return fmt.Sprintf("code %d", int32(c))
	}
	return codeNames[c]
}

// Error is a call that the library refused; it has changed nothing.
//
//	var refused *readiness.Error
//	if errors.As(err, &refused) && refused.Rule == "R24" { ... }
type Error struct {
	Code     Code
	Message  string // What is wrong, where, by which rule and what to do, in one line, for people.
	Location string // The place, such as "entry 3 (risk/checkout)"; "" where the message alone says it.
	Rule     string // The rule that was broken, such as "R24"; "" where it is none of the rules.
	Detail   []byte // A serialized readiness.v1.ErrorDetail.
}

func (e *Error) Error() string { return "readiness: " + e.Message }

// Is tells whether target is the code of this error.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == e.Code
}

// ErrClosed is what a call to a cycle, metric state or risk graph that was closed returns.
var ErrClosed error = &Error{Code: FailedPrecondition, Message: "it is closed"}

// ruleOf reads field 1 of an ErrorDetail, which the library writes first.
func ruleOf(detail []byte) string {
	if len(detail) < 2 || detail[0] != 0x0A || detail[1] > 0x7F || len(detail) < 2+int(detail[1]) {
		return ""
	}
	return string(detail[2 : 2+int(detail[1])])
}
