package readiness

/*
#include <readiness/c/readiness.h>
*/
import "C"

import (
	"context"
	"runtime"
	"sync"
	"unsafe"
)

// owned is what a value of Go holds of the library: a handle, under a lock that those who ask share and those who
// change have for themselves. Handle is a pointer of C.
type owned[Handle comparable] struct {
	use    sync.RWMutex
	handle Handle // nil once it is closed.
}

// change runs a call that needs the handle for itself.
func (o *owned[Handle]) change(call func(Handle, **C.readiness_error) C.int32_t) error {
	o.use.Lock()
	defer o.use.Unlock()
	return o.changeLocked(call)
}

// changeLocked is change for those who hold the lock.
func (o *owned[Handle]) changeLocked(call func(Handle, **C.readiness_error) C.int32_t) error {
	defer runtime.KeepAlive(o)
	var closed Handle
	if o.handle == closed {
		return ErrClosed
	}
	beforeCall()
	var refused *C.readiness_error
	if call(o.handle, &refused) != C.READINESS_OK {
		return takeError(refused)
	}
	return nil
}

// ask runs a call that returns bytes with a share of the handle.
func (o *owned[Handle]) ask(ctx context.Context,
	call func(Handle, **C.readiness_buffer, **C.readiness_error) C.int32_t) ([]byte, error) {
	return await(ctx, func() ([]byte, error) {
		o.use.RLock()
		defer o.use.RUnlock()
		defer runtime.KeepAlive(o)
		var closed Handle
		if o.handle == closed {
			return nil, ErrClosed
		}
		beforeCall()
		var answer *C.readiness_buffer
		var refused *C.readiness_error
		if call(o.handle, &answer, &refused) != C.READINESS_OK {
			return nil, takeError(refused)
		}
		return take(answer), nil
	})
}

// export runs a call that fills out, the address of a stream of Arrow, with a share of the handle.
func (o *owned[Handle]) export(request []byte, out unsafe.Pointer,
	call func(Handle, *C.uint8_t, C.size_t, **C.readiness_error) C.int32_t) error {
	if out == nil {
		return noStream("out")
	}
	_, err := o.ask(context.Background(), func(handle Handle, _ **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return call(handle, data, size, refused)
	})
	if err == ErrClosed {
		holdNoStream(out)
	}
	return err
}

// free runs a call that frees the handle, when the calls that are under way have ended.
func (o *owned[Handle]) free(call func(Handle)) {
	o.use.Lock()
	defer o.use.Unlock()
	var closed Handle
	call(o.handle)
	o.handle = closed
}

// keep returns what a call under ctx may read until it ends: the request itself, or a copy of it where the context can
// end first and the caller has his slice back.
func keep(ctx context.Context, request []byte) []byte {
	if ctx.Done() == nil {
		return request
	}
	return append([]byte(nil), request...)
}

// await runs a call. Where the context can end, it returns when it does; the call itself cannot be stopped
// and ends by itself, and until then what it uses stays open.
func await(ctx context.Context, run func() ([]byte, error)) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if ctx.Done() == nil {
		return run()
	}
	type outcome struct {
		data []byte
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		data, err := run()
		done <- outcome{data, err}
	}()
	select {
	case result := <-done:
		return result.data, result.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
