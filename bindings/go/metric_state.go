package readiness

/*
#include <readiness/c/readiness.h>
*/
import "C"

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"time"
	"unsafe"
)

// MetricState is what metrics keep of telemetry: rows go in, in any order, also twice, and metrics with
// intervals and verdicts come out.
//
//	state, err := readiness.NewMetricState(nil, readiness.JSON)
//	if err != nil {
//		return err
//	}
//	defer state.Close()
//	if err := state.Ingest(csv, readiness.CSV); err != nil {
//		return err
//	}
//	readings, err := state.Evaluate(ctx, readiness.MetricsQuestion{AsOf: time.Now()})
//
// States of the same definitions add up: parts that were made by goroutines, processes or machines merge to
// what one state of all rows would say, as long as no entity has rows in two of them. Close it when it is no
// longer needed; one that is forgotten is freed when the garbage collector finds it.
type MetricState struct {
	owned[*C.readiness_metric_state]
}

func newMetricState(handle *C.readiness_metric_state) *MetricState {
	state := &MetricState{}
	state.handle = handle
	runtime.SetFinalizer(state, (*MetricState).Close)
	return state
}

// NewMetricState makes a state without rows. options is a readiness.v1.MetricStateOptions: what the metrics
// mean, and up to which moments rows count; nil: every metric of telemetry with its defaults.
func NewMetricState(options []byte, format Format) (*MetricState, error) {
	if err := checkVersion(); err != nil {
		return nil, err
	}
	var handle *C.readiness_metric_state
	var refused *C.readiness_error
	data, size := lend(options)
	if C.readiness_metric_state_new(data, size, C.int32_t(format), &handle, &refused) != C.READINESS_OK {
		return nil, takeError(refused)
	}
	return newMetricState(handle), nil
}

// LoadMetricState reads what Save or `readiness metrics --save-state` wrote, a readiness.v1.MetricStates. It
// takes rows of other entities and other states from then on. limits is a readiness.v1.ReadLimits in the
// same format; nil: its defaults.
func LoadMetricState(states []byte, format Format, limits []byte) (*MetricState, error) {
	if err := checkVersion(); err != nil {
		return nil, err
	}
	var handle *C.readiness_metric_state
	var refused *C.readiness_error
	data, size := lend(states)
	limitData, limitSize := lend(limits)
	if C.readiness_metric_state_load(data, size, C.int32_t(format), limitData, limitSize, &handle, &refused) !=
		C.READINESS_OK {
		return nil, takeError(refused)
	}
	return newMetricState(handle), nil
}

// NewMetricState makes a state for AssessWithMetrics: the metrics are those of the policy in force at the moment of request,
// a readiness.v1.AssessRequest (nil: its defaults). What happens or becomes known later does not count, and rows of
// decisions and reviews, which come from the log, are refused.
func (c *Cycle) NewMetricState(request []byte, format Format) (*MetricState, error) {
	var handle *C.readiness_metric_state
	if _, err := c.ask(context.Background(), func(cycle *C.readiness_cycle, _ **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_metric_state_new_for_cycle(cycle, data, size, C.int32_t(format), &handle, refused)
	}); err != nil {
		return nil, err
	}
	return newMetricState(handle), nil
}

// Ingest takes rows of telemetry, all or none: CSV with a header, or a readiness.v1.Telemetry. The error
// names the first wrong row, "line 7" of CSV and "row 7" else, counted from 1.
func (s *MetricState) Ingest(rows []byte, format Format) error {
	return s.change(func(handle *C.readiness_metric_state, refused **C.readiness_error) C.int32_t {
		data, size := lend(rows)
		return C.readiness_metric_state_ingest_rows(handle, data, size, C.int32_t(format), refused)
	})
}

// Merge adds what other knows; other stays as it is.
func (s *MetricState) Merge(other *MetricState) error { return s.combine(other, false) }

// Retract takes away again what was merged. The watermark stays, the moment of the last row: the state is asked about
// that moment or a later one, as before.
func (s *MetricState) Retract(other *MetricState) error { return s.combine(other, true) }

func (s *MetricState) combine(other *MetricState, retracts bool) error {
	// Two states that are merged into each other at once must not wait for each other.
	switch mine, theirs := uintptr(unsafe.Pointer(s)), uintptr(unsafe.Pointer(other)); {
	case mine == theirs:
		return &Error{Code: InvalidArgument, Message: "the two metric states are one; hand over two"}
	case other == nil:
		return &Error{Code: InvalidArgument, Message: "the other metric state is nil"}
	case mine < theirs:
		s.use.Lock()
		other.use.RLock()
	default:
		other.use.RLock()
		s.use.Lock()
	}
	defer s.use.Unlock()
	defer other.use.RUnlock()
	defer runtime.KeepAlive(other)
	if other.handle == nil {
		return ErrClosed
	}
	return s.changeLocked(func(handle *C.readiness_metric_state, refused **C.readiness_error) C.int32_t {
		if retracts {
			return C.readiness_metric_state_retract(handle, other.handle, refused)
		}
		return C.readiness_metric_state_merge(handle, other.handle, refused)
	})
}

// EvaluateBytes says what the metrics are at a moment. request is a readiness.v1.MetricsRequest, nil for its
// defaults; the answer is a readiness.v1.MetricReadings in the same format. All rows that the state took count, also
// those that became known (recorded) after the moment: what `readiness metrics --as-of T` prints is what a state says
// that was made with {"until": "T", "knownAt": "T"}. The same rows, in whatever order and parts, give the same bytes.
func (s *MetricState) EvaluateBytes(ctx context.Context, request []byte, format Format) ([]byte, error) {
	request = keep(ctx, request)
	return s.ask(ctx, func(handle *C.readiness_metric_state, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_metric_state_evaluate(handle, data, size, C.int32_t(format), answer, refused)
	})
}

// Save writes the state, a readiness.v1.MetricStates: small, without rows and names of entities.
func (s *MetricState) Save(format Format) ([]byte, error) {
	return s.ask(context.Background(), func(handle *C.readiness_metric_state, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		return C.readiness_metric_state_save(handle, C.int32_t(format), answer, refused)
	})
}

// Close frees the state, when the calls that are under way have ended; later ones return ErrClosed. Closing
// twice does nothing. The error is always nil: the method is that of io.Closer.
func (s *MetricState) Close() error {
	s.free(func(handle *C.readiness_metric_state) { C.readiness_metric_state_free(handle) })
	runtime.SetFinalizer(s, nil)
	return nil
}

// MetricsQuestion is what a metric state is asked for.
type MetricsQuestion struct {
	AsOf     time.Time       // The moment; zero: `until` of the options, else the moment of the last row.
	Metrics  []string        // Only these; none: all that the state answers for.
	Within   []time.Duration // The share that ended within each of these as well; whole seconds.
	ByCohort bool            // Each cohort as well.
}

// MarshalJSON writes a readiness.v1.MetricsRequest.
func (q MetricsQuestion) MarshalJSON() ([]byte, error) {
	fields := map[string]any{"byCohort": q.ByCohort}
	if !q.AsOf.IsZero() {
		fields["asOf"] = momentText(q.AsOf)
	}
	if len(q.Metrics) > 0 {
		fields["metrics"] = q.Metrics
	}
	seconds := []string{}
	for _, within := range q.Within {
		seconds = append(seconds, fmt.Sprint(int64(within/time.Second)))
	}
	fields["withinSeconds"] = seconds
	return json.Marshal(fields)
}

// The verdicts of metrics.
const (
	Met          = "MET"          // The interval lies wholly on the good side of the target.
	NotMet       = "NOT_MET"      // Wholly on the other.
	Insufficient = "INSUFFICIENT" // On both sides, or nothing is known.
)

// MetricReading is the heart of a readiness.v1.MetricReading. EvaluateBytes, or package readinessv1, has all
// of it.
type MetricReading struct {
	Metric  string
	Verdict string
	Reasons []string
	Trend   string
	Values  []MetricValue
	Sample  MetricSample
	Cohorts []MetricCohort
}

// MetricCohort is a metric of one cohort.
type MetricCohort struct {
	Cohort  string
	Verdict string
	Values  []MetricValue
	Sample  MetricSample
}

// MetricValue is one measure; nil where there is no number.
type MetricValue struct {
	Measure  string
	Unit     string
	Method   string
	At       *float64 // Its argument, such as seconds.
	Estimate *float64
	Low      *float64 // The ends of the interval that is shown.
	High     *float64
}

// MetricSample is what a metric rests on.
type MetricSample struct {
	Total   int64 `json:",string"`
	Events  int64 `json:",string"`
	Open    int64 `json:",string"`
	Matured int64 `json:",string"`
}

// Evaluate says what the metrics are at a moment, from all rows that the state took: EvaluateBytes says how to leave out
// what became known later. When ctx ends first, its error is returned.
func (s *MetricState) Evaluate(ctx context.Context, question MetricsQuestion) ([]MetricReading, error) {
	request, err := json.Marshal(question)
	if err != nil {
		return nil, err
	}
	document, err := s.EvaluateBytes(ctx, request, JSON)
	if err != nil {
		return nil, err
	}
	var read struct{ Metrics []MetricReading }
	if err := json.Unmarshal(document, &read); err != nil {
		return nil, fmt.Errorf("readiness: the answer is not what this package knows: %w", err)
	}
	return read.Metrics, nil
}
