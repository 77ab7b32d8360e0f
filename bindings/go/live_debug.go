//go:build readiness_debug

package readiness

import "runtime"

func beforeCall() { runtime.GC() }
