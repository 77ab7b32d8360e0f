//go:build !readiness_static

package readiness

// #cgo pkg-config: readiness-c
import "C"
