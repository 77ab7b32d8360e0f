package readiness

/*
#include <readiness/c/readiness_arrow.h>
*/
import "C"

import (
	"context"
	"runtime"
	"unsafe"
)

// AssessWithMetricsBytes is AssessBytes with metrics of telemetry: they are shown, and answer the criteria that refer
// to them. metrics is what is known of them at the moment of the request, since, which may be nil, at the moment that
// the request compares with.
func (c *Cycle) AssessWithMetricsBytes(ctx context.Context, metrics, since *MetricState, request []byte, format Format) ([]byte, error) {
	request = keep(ctx, request)
	return c.askWithMetrics(ctx, metrics, since, func(now, then *C.readiness_metric_state, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_cycle_assess_with_metrics(c.handle, now, then, data, size, C.int32_t(format), answer, refused)
	})
}

// QueryWithMetricsBytes is QueryBytes of a report, an explanation or a change that shows metrics of telemetry. metrics and
// since as of AssessWithMetricsBytes, but that of a change since is what was known at its `from`.
func (c *Cycle) QueryWithMetricsBytes(ctx context.Context, metrics, since *MetricState, request []byte, format Format) ([]byte, error) {
	request = keep(ctx, request)
	return c.askWithMetrics(ctx, metrics, since, func(now, then *C.readiness_metric_state, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_cycle_query_with_metrics(c.handle, now, then, data, size, C.int32_t(format), answer, refused)
	})
}

// ExportArrowStreamWithMetrics is ExportArrowStream of an assessment with metrics of telemetry; metrics and since as of
// AssessWithMetricsBytes. Entries take none.
func (c *Cycle) ExportArrowStreamWithMetrics(metrics, since *MetricState, table Table, request []byte, format Format, out unsafe.Pointer) error {
	if out == nil {
		return noStream("out")
	}
	holdNoStream(out)
	_, err := c.askWithMetrics(context.Background(), metrics, since, func(now, then *C.readiness_metric_state, _ **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_cycle_export_arrow_stream_with_metrics(c.handle, now, then, C.int32_t(table), data, size, C.int32_t(format),
			(*C.struct_ArrowArrayStream)(out), refused)
	})
	return err
}

// askWithMetrics runs a call with a share of the cycle and of both states, the second of which may be nil.
func (c *Cycle) askWithMetrics(ctx context.Context, metrics, since *MetricState,
	call func(now, then *C.readiness_metric_state, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t) ([]byte, error) {
	if metrics == nil {
		return nil, &Error{Code: InvalidArgument, Message: "the metric state is nil"}
	}
	return await(ctx, func() ([]byte, error) {
		c.use.RLock()
		defer c.use.RUnlock()
		defer runtime.KeepAlive(c)
		// Always in the order of their addresses, as Merge does: nobody waits in a circle.
		first, second := metrics, since
		if since != nil && uintptr(unsafe.Pointer(since)) < uintptr(unsafe.Pointer(metrics)) {
			first, second = since, metrics
		}
		first.use.RLock()
		defer first.use.RUnlock()
		defer runtime.KeepAlive(first)
		if second != nil && second != first {
			second.use.RLock()
			defer second.use.RUnlock()
			defer runtime.KeepAlive(second)
		}
		var then *C.readiness_metric_state
		if since != nil {
			then = since.handle
		}
		if c.handle == nil || metrics.handle == nil || (since != nil && then == nil) {
			return nil, ErrClosed
		}
		beforeCall()
		var answer *C.readiness_buffer
		var refused *C.readiness_error
		if call(metrics.handle, then, &answer, &refused) != C.READINESS_OK {
			return nil, takeError(refused)
		}
		return take(answer), nil
	})
}
