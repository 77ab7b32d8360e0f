package readiness

/*
#include <readiness/c/readiness_arrow.h>

static void release_stream(struct ArrowArrayStream *stream) {
	if (stream != NULL && stream->release != NULL) stream->release(stream);
}
*/
import "C"

import "unsafe"

// Columns cross as C streams of the Arrow C stream interface: an unsafe.Pointer to a struct ArrowArrayStream, such
// as unsafe.Pointer(stream) of a *cdata.CArrowArrayStream of Apache Arrow's package for Go, or of one that a C
// library filled:
//
//	var stream cdata.CArrowArrayStream
//	if err := graph.ExportArrowStream(readiness.Risks, nil, readiness.JSON, unsafe.Pointer(&stream)); err != nil {
//		return err
//	}
//	reader, err := cdata.ImportCRecordReader(&stream, nil) // It releases the stream.
//
// The structure lives until the call returns; this module depends on no package for Arrow.

// Table names what ExportArrowStream gives; readiness_arrow.h says which columns each has.
type Table int32

// The tables.
const (
	Risks       Table = C.READINESS_TABLE_RISKS        // Of a cycle or a risk graph, by rank.
	BlockedWork Table = C.READINESS_TABLE_BLOCKED_WORK // Of a cycle or a risk graph.
	Metrics     Table = C.READINESS_TABLE_METRICS      // Of a cycle or a metric state, a row a measure.
	Entries     Table = C.READINESS_TABLE_ENTRIES      // Of a cycle: the log.
)

func noStream(what string) error {
	return &Error{Code: InvalidArgument, Message: what + " is nil; hand over where the stream is"}
}

// releaseStream ends a stream that the library is not asked to take.
func releaseStream(stream unsafe.Pointer) {
	C.release_stream((*C.struct_ArrowArrayStream)(stream))
}

// holdNoStream makes of out, whatever is in it, a stream that is released.
func holdNoStream(out unsafe.Pointer) {
	*(*C.struct_ArrowArrayStream)(out) = C.struct_ArrowArrayStream{}
}

// NewRiskGraphOfArrow makes a risk graph of a stream of nodes (id, probability, impact) and one of edges (from, to,
// probability), which may be nil: there are no edges then. Both streams are released, also where it fails. The error
// names stream, row and column, "nodes: row 7: probability". limits is a readiness.v1.ReadLimits in JSON; nil: its
// defaults.
func NewRiskGraphOfArrow(nodes, edges unsafe.Pointer, limits []byte) (*RiskGraph, error) {
	if err := checkVersion(); err != nil {
		releaseStream(nodes)
		if edges != nodes {
			releaseStream(edges)
		}
		return nil, err
	}
	var handle *C.readiness_risk_graph
	var refused *C.readiness_error
	data, size := lend(limits)
	if C.readiness_risk_graph_new_arrow_stream((*C.struct_ArrowArrayStream)(nodes), (*C.struct_ArrowArrayStream)(edges),
		data, size, C.READINESS_FORMAT_JSON, &handle, &refused) != C.READINESS_OK {
		return nil, takeError(refused)
	}
	return newRiskGraph(handle), nil
}

// IngestArrowStream takes the rows of a stream of telemetry, all or none. The stream is released, also where it
// fails. The error names the first wrong row, "row 7", counted from 1 through all arrays.
func (s *MetricState) IngestArrowStream(stream unsafe.Pointer) error {
	if stream == nil {
		return noStream("stream")
	}
	err := s.change(func(handle *C.readiness_metric_state, refused **C.readiness_error) C.int32_t {
		return C.readiness_metric_state_ingest_arrow_stream(handle, (*C.struct_ArrowArrayStream)(stream), refused)
	})
	if err == ErrClosed {
		releaseStream(stream)
	}
	return err
}

// ExportArrowStream gives a table of the cycle: Risks, BlockedWork, Metrics or Entries, as they are at the moment of
// request, a readiness.v1.AssessRequest (nil: its defaults). out is filled, whatever was in it, and released by whoever
// reads it; it does not depend on the cycle. On an error it holds no stream.
func (c *Cycle) ExportArrowStream(table Table, request []byte, format Format, out unsafe.Pointer) error {
	return c.export(request, out, func(handle *C.readiness_cycle, data *C.uint8_t, size C.size_t, refused **C.readiness_error) C.int32_t {
		return C.readiness_cycle_export_arrow_stream(handle, C.int32_t(table), data, size, C.int32_t(format),
			(*C.struct_ArrowArrayStream)(out), refused)
	})
}

// ExportArrowStream gives Metrics, a row a measure. request is a readiness.v1.MetricsRequest; all else as of a Cycle.
func (s *MetricState) ExportArrowStream(table Table, request []byte, format Format, out unsafe.Pointer) error {
	return s.export(request, out, func(handle *C.readiness_metric_state, data *C.uint8_t, size C.size_t, refused **C.readiness_error) C.int32_t {
		return C.readiness_metric_state_export_arrow_stream(handle, C.int32_t(table), data, size, C.int32_t(format),
			(*C.struct_ArrowArrayStream)(out), refused)
	})
}

// ExportArrowStream gives Risks or BlockedWork. request is a readiness.v1.RankRequest; all else as of a Cycle.
func (g *RiskGraph) ExportArrowStream(table Table, request []byte, format Format, out unsafe.Pointer) error {
	return g.export(request, out, func(handle *C.readiness_risk_graph, data *C.uint8_t, size C.size_t, refused **C.readiness_error) C.int32_t {
		return C.readiness_risk_graph_export_arrow_stream(handle, C.int32_t(table), data, size, C.int32_t(format),
			(*C.struct_ArrowArrayStream)(out), refused)
	})
}
