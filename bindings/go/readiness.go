// Package readiness answers, for one rollout at one moment: are we ready, what holds it up, and who
// settles it?
//
//	cycle, err := readiness.Open("launch.cycle.json")
//	if err != nil {
//		return err
//	}
//	defer cycle.Close()
//	answer, err := cycle.Assess(ctx, readiness.Question{})
//	if err != nil {
//		return err
//	}
//	fmt.Println(answer.Verdict, answer.Resolution)
//
// It is a thin layer over the C library, libreadiness, which pkg-config finds as readiness-c, and needs
// nothing but the standard library. With the tag readiness_static it takes the archive that carries all
// it needs, readiness-c-static, into the program. Package readinessv1 has the same calls with messages of
// Protocol Buffers.
//
// A MetricState computes metrics of telemetry, and a RiskGraph ranks a graph of its own. All three may be
// used by any number of goroutines. What the library refuses is an *Error; nothing was
// changed then.
package readiness

/*
#include <readiness/c/readiness.h>

#if (READINESS_ABI_VERSION >> 16) != 1
#error "this package is for major version 1 of the C interface"
#endif
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Format says how a message is written.
type Format int32

// The two forms of a message of readiness.v1, and that of a table.
const (
	Protobuf Format = C.READINESS_FORMAT_PROTOBUF // Serialized.
	JSON     Format = C.READINESS_FORMAT_JSON     // Protobuf JSON, UTF-8.
	CSV      Format = C.READINESS_FORMAT_CSV      // Rows of telemetry only: RFC 4180 with a header, UTF-8.
)

// Version returns the engine's version, such as "0.1.0": an assessment is replayable with the same one
// only.
func Version() string { return C.GoString(C.readiness_version()) }

// BuildInfo tells, for people, how the library was built.
func BuildInfo() string { return C.GoString(C.readiness_build_info()) }

// checkVersion refuses a library that is older than the header that this package was compiled with.
func checkVersion() error {
	loaded, wanted := int32(C.readiness_abi_version()), int32(C.READINESS_ABI_VERSION)
	if loaded>>16 == wanted>>16 && loaded&0xFFFF >= wanted&0xFFFF {
		return nil
	}
	return &Error{
		Code: Unimplemented,
		Message: fmt.Sprintf("the library that is loaded has interface %d.%d and this program needs %d.%d",
			loaded>>16, loaded&0xFFFF, wanted>>16, wanted&0xFFFF),
	}
}

// lend gives C the bytes for the time of a call. They hold no pointers, so that cgo keeps them in place.
func lend(data []byte) (*C.uint8_t, C.size_t) {
	if len(data) == 0 {
		return nil, 0
	}
	return (*C.uint8_t)(unsafe.Pointer(&data[0])), C.size_t(len(data))
}

// take copies what a call returned and frees it.
func take(buffer *C.readiness_buffer) []byte {
	defer C.readiness_buffer_free(buffer)
	size := int(C.readiness_buffer_size(buffer))
	data := make([]byte, size)
	copy(data, unsafe.Slice((*byte)(unsafe.Pointer(C.readiness_buffer_data(buffer))), size))
	return data
}

// text copies one of the texts of an error.
func text(data *C.char, size C.size_t) string {
	return string(unsafe.Slice((*byte)(unsafe.Pointer(data)), int(size)))
}

// takeError copies what the library refused and frees it.
func takeError(owned *C.readiness_error) error {
	defer C.readiness_error_free(owned)
	var messageSize, placeSize, detailSize C.size_t
	message := C.readiness_error_message(owned, &messageSize)
	place := C.readiness_error_location(owned, &placeSize)
	detail := C.readiness_error_detail(owned, &detailSize)
	refused := &Error{
		Code:     Code(C.readiness_error_code(owned)),
		Message:  text(message, messageSize),
		Location: text(place, placeSize),
		Detail:   append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(detail)), int(detailSize))...),
	}
	refused.Rule = ruleOf(refused.Detail)
	return refused
}
