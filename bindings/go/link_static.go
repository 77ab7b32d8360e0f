//go:build readiness_static

package readiness

// The archive of one object that a build with READINESS_DEPS=bundled installs: the program needs no
// library of ours when it runs, nor Protocol Buffers, Abseil or OpenSSL.

// #cgo pkg-config: readiness-c-static
import "C"
