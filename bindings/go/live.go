//go:build !readiness_debug

package readiness

/*
#include <readiness/c/readiness.h>
*/
import "C"

// live returns the handle for a call. With the tag readiness_debug it collects garbage first, so that a
// cycle that is freed too early is noticed.
func live(handle *C.readiness_cycle) *C.readiness_cycle { return handle }
