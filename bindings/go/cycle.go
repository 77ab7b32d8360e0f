package readiness

/*
#include <readiness/c/readiness.h>
*/
import "C"

import (
	"bytes"
	"context"
	"os"
	"runtime"
)

// Cycle is one run of a playbook for one rollout: its log, and the state that the log folds to.
//
// Any number of goroutines may ask it; Append and Close wait for those that are under way. Close it when it
// is no longer needed; one that is forgotten is freed when the garbage collector finds it.
type Cycle struct {
	owned[*C.readiness_cycle]
}

func newCycle(handle *C.readiness_cycle) *Cycle {
	cycle := &Cycle{}
	cycle.handle = handle
	runtime.SetFinalizer(cycle, (*Cycle).Close)
	return cycle
}

// New makes a cycle without entries; the first to append is cycle_opened.
func New() (*Cycle, error) {
	if err := checkVersion(); err != nil {
		return nil, err
	}
	var handle *C.readiness_cycle
	var refused *C.readiness_error
	if C.readiness_cycle_new(&handle, &refused) != C.READINESS_OK {
		return nil, takeError(refused)
	}
	return newCycle(handle), nil
}

// Open reads the log in a file, JSON or serialized, and replays it.
func Open(path string) (*Cycle, error) {
	log, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Load(log, FormatOf(log), nil)
}

// FormatOf tells the two forms apart: JSON begins with a brace, after a mark of the byte order and blanks where there
// are some; in serialized bytes the mark would be no field, and a brace a group, which no message of readiness.v1 has.
func FormatOf(data []byte) Format {
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		return JSON
	}
	return Protobuf
}

// Load reads a log, a readiness.v1.Cycle, and replays it. limits, a readiness.v1.ReadLimits in the same
// format, says how much is read before the library refuses; nil: 256 MiB, a million entries. The error names
// the entry, counted from 1, its id and the rule. About 20 microseconds an entry of JSON, 8 of
// serialized bytes.
func Load(log []byte, format Format, limits []byte) (*Cycle, error) {
	if err := checkVersion(); err != nil {
		return nil, err
	}
	var handle *C.readiness_cycle
	var refused *C.readiness_error
	logData, logSize := lend(log)
	limitData, limitSize := lend(limits)
	if C.readiness_cycle_load(logData, logSize, C.int32_t(format), limitData, limitSize, &handle, &refused) !=
		C.READINESS_OK {
		return nil, takeError(refused)
	}
	return newCycle(handle), nil
}

// Append accepts one entry, a readiness.v1.Entry, or says which rule it breaks and changes nothing. An entry
// that stands already, with the same id and content, is accepted and changes nothing.
func (c *Cycle) Append(entry []byte, format Format) error {
	return c.change(func(handle *C.readiness_cycle, refused **C.readiness_error) C.int32_t {
		data, size := lend(entry)
		return C.readiness_cycle_append(handle, data, size, C.int32_t(format), refused)
	})
}

// AssessBytes asks whether the cycle may take its next step. request is a readiness.v1.AssessRequest, nil
// for its defaults; the answer is a readiness.v1.Assessment in the same format. The same log, request and
// version give the same bytes. Some milliseconds for a log of a thousand entries.
func (c *Cycle) AssessBytes(ctx context.Context, request []byte, format Format) ([]byte, error) {
	request = keep(ctx, request)
	return c.ask(ctx, func(handle *C.readiness_cycle, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_cycle_assess(handle, data, size, C.int32_t(format), answer, refused)
	})
}

// QueryBytes asks something else: a report, what is known about one id and what changed, each as text, Markdown, HTML or
// message, the policy in force, entries of the log. request is a readiness.v1.QueryRequest, the answer a
// readiness.v1.QueryAnswer.
func (c *Cycle) QueryBytes(ctx context.Context, request []byte, format Format) ([]byte, error) {
	request = keep(ctx, request)
	return c.ask(ctx, func(handle *C.readiness_cycle, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_cycle_query(handle, data, size, C.int32_t(format), answer, refused)
	})
}

// Save writes the log as it was accepted, every entry once: a readiness.v1.Cycle.
func (c *Cycle) Save(format Format) ([]byte, error) {
	return c.ask(context.Background(), func(handle *C.readiness_cycle, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		return C.readiness_cycle_save(handle, C.int32_t(format), answer, refused)
	})
}

// Close frees the cycle, when the calls that are under way have ended; later ones return ErrClosed. Closing
// twice does nothing. The error is always nil: the method is that of io.Closer.
func (c *Cycle) Close() error {
	c.free(func(handle *C.readiness_cycle) { C.readiness_cycle_free(handle) })
	runtime.SetFinalizer(c, nil)
	return nil
}
