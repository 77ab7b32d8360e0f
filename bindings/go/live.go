//go:build !readiness_debug

package readiness

// beforeCall does nothing. With the tag readiness_debug it collects garbage, so that a handle that is freed
// too early is noticed.
func beforeCall() {}
