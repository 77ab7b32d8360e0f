package readiness_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"readiness.example/readiness"
	"readiness.example/readiness/internal/arrowtest"
)

var none = math.NaN()

func shopStreams() (nodes, edges *arrowtest.Stream) {
	nodes = arrowtest.New(3, arrowtest.Column{Name: "id", Values: []string{"db", "api", "page"}},
		arrowtest.Column{Name: "probability", Values: []float64{0.1, none, 0}},
		arrowtest.Column{Name: "impact", Values: []float64{none, none, 100}})
	edges = arrowtest.New(2, arrowtest.Column{Name: "from", Values: []string{"db", "api"}},
		arrowtest.Column{Name: "to", Values: []string{"api", "page"}},
		arrowtest.Column{Name: "probability", Values: []float64{0.5, none}})
	return nodes, edges
}

const shopMessage = `{"nodes": [{"id": "db", "probability": 0.1}, {"id": "api"}, {"id": "page", "probability": 0, "impact": 100}],
	"edges": [{"prerequisite": "db", "dependent": "api", "probability": 0.5}, {"prerequisite": "api", "dependent": "page"}]}`

func shopGraph(t testing.TB) *readiness.RiskGraph {
	t.Helper()
	graph, err := readiness.NewRiskGraph([]byte(shopMessage), readiness.JSON, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { graph.Close() })
	return graph
}

func TestAGraphOfStreamsIsTheGraphOfTheMessage(t *testing.T) {
	nodes, edges := shopStreams()
	before := arrowtest.Released()
	graph, err := readiness.NewRiskGraphOfArrow(nodes.Pointer(), edges.Pointer(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer graph.Close()
	if arrowtest.Released() != before+2 || !nodes.IsReleased() || !edges.IsReleased() {
		t.Error("the streams were not released once")
	}
	saved, _ := graph.Save(readiness.JSON)
	if expected, _ := shopGraph(t).Save(readiness.JSON); !bytes.Equal(saved, expected) {
		t.Errorf("%s", saved)
	}
	nodes, edges = shopStreams()
	alone, err := readiness.NewRiskGraphOfArrow(nodes.Pointer(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	alone.Close()
	arrowtest.Read(edges)
}

func TestStreamsThatAreRefusedNameRowAndColumnAndAreReleased(t *testing.T) {
	nodes, _ := shopStreams()
	edges := arrowtest.New(1, arrowtest.Column{Name: "from", Values: []string{"db"}},
		arrowtest.Column{Name: "to", Values: []string{"nowhere"}}, arrowtest.Column{Name: "probability", Values: []float64{none}})
	before := arrowtest.Released()
	_, err := readiness.NewRiskGraphOfArrow(nodes.Pointer(), edges.Pointer(), nil)
	var refused *readiness.Error
	if !errors.As(err, &refused) || refused.Location != "edges: row 1: to" || refused.Rule != "graph/unknown-node" {
		t.Errorf("%v", err)
	}
	if arrowtest.Released() != before+2 {
		t.Error("the streams were not released once")
	}
	_, edges = shopStreams()
	if _, err := readiness.NewRiskGraphOfArrow(nil, edges.Pointer(), nil); !errors.Is(err, readiness.InvalidArgument) {
		t.Errorf("%v", err)
	}
	nodes, edges = shopStreams()
	if _, err := readiness.NewRiskGraphOfArrow(nodes.Pointer(), edges.Pointer(), []byte(`{"maxByteCount": "9"}`)); !errors.Is(err, readiness.ResourceExhausted) {
		t.Errorf("%v", err)
	}
	if arrowtest.Released() != before+5 {
		t.Error("the streams were not released once")
	}
}

func TestTelemetryComesByAStream(t *testing.T) {
	state, err := readiness.NewMetricState(nil, readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	defer state.Close()
	rows := func(events ...string) *arrowtest.Stream {
		return arrowtest.New(2, arrowtest.Column{Name: "time", Values: []int64{10_000_000, 30_000_000}},
			arrowtest.Column{Name: "kind", Values: []string{"ticket", "ticket"}},
			arrowtest.Column{Name: "entity", Values: []int64{1, 1}}, arrowtest.Column{Name: "event", Values: events})
	}
	if err := state.IngestArrowStream(rows("opened", "resolved").Pointer()); err != nil {
		t.Fatal(err)
	}
	err = state.IngestArrowStream(rows("opened", "answered").Pointer())
	var refused *readiness.Error
	if !errors.As(err, &refused) || refused.Location != "row 2: event" {
		t.Errorf("%v", err)
	}
	if err := state.IngestArrowStream(nil); !errors.Is(err, readiness.InvalidArgument) {
		t.Errorf("%v", err)
	}
	document, err := state.EvaluateBytes(background, []byte(`{"asOf": "1970-01-02T00:00:00Z"}`), readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	var readings struct {
		Metrics []struct {
			Metric string
			Values []struct {
				Measure  string
				Estimate *float64
			}
		}
	}
	if err := json.Unmarshal(document, &readings); err != nil {
		t.Fatal(err)
	}
	var measures, estimates []any
	for _, metric := range readings.Metrics {
		for _, value := range metric.Values {
			measures = append(measures, value.Measure)
			if value.Estimate == nil {
				estimates = append(estimates, nil)
			} else {
				estimates = append(estimates, *value.Estimate)
			}
		}
	}
	var stream arrowtest.Stream
	if err := state.ExportArrowStream(readiness.Metrics, []byte(`{"asOf": "1970-01-02T00:00:00Z"}`), readiness.JSON, stream.Pointer()); err != nil {
		t.Fatal(err)
	}
	table := arrowtest.Read(&stream)
	if len(measures) == 0 || !reflect.DeepEqual(table["measure"], measures) || !reflect.DeepEqual(table["estimate"], estimates) {
		t.Errorf("%v, %v, expected %v, %v", table["measure"], table["estimate"], measures, estimates)
	}
}

func TestTablesSayWhatTheAnswersSay(t *testing.T) {
	cycle := open(t)
	answer, err := cycle.AssessBytes(background, nil, readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Risks []struct {
			ID                string
			Rank              string
			ExpectedLossDelta *float64
		}
		BlockedWork []struct{ Decision string }
	}
	if err := json.Unmarshal(answer, &read); err != nil {
		t.Fatal(err)
	}
	var stream arrowtest.Stream
	if err := cycle.ExportArrowStream(readiness.Risks, nil, readiness.JSON, stream.Pointer()); err != nil {
		t.Fatal(err)
	}
	table := arrowtest.Read(&stream)
	if len(read.Risks) < 3 || len(table["id"]) != len(read.Risks) || len(table) != 25 {
		t.Fatalf("%d rows of %d columns, expected %d", len(table["id"]), len(table), len(read.Risks))
	}
	for row, risk := range read.Risks {
		var delta any
		if risk.ExpectedLossDelta != nil {
			delta = *risk.ExpectedLossDelta
		}
		if table["id"][row] != risk.ID || table["expected_loss_delta"][row] != delta {
			t.Errorf("row %d: %v %v, expected %+v", row, table["id"][row], table["expected_loss_delta"][row], risk)
		}
	}
	if err := cycle.ExportArrowStream(readiness.BlockedWork, nil, readiness.JSON, stream.Pointer()); err != nil {
		t.Fatal(err)
	}
	if works := arrowtest.Read(&stream)["decision"]; len(works) != len(read.BlockedWork) || works[0] != read.BlockedWork[0].Decision {
		t.Errorf("%v", works)
	}
	if err := cycle.ExportArrowStream(readiness.Entries, nil, readiness.JSON, stream.Pointer()); err != nil {
		t.Fatal(err)
	}
	entries := arrowtest.Read(&stream)
	if last := len(entries["seq"]); last < 1000 || entries["seq"][last-1] != int64(last) || entries["fact"][0] != "cycle_opened" {
		t.Errorf("%d entries", last)
	}
}

func TestAStreamOutlivesWhatItCameOf(t *testing.T) {
	graph := shopGraph(t)
	var stream arrowtest.Stream
	if err := graph.ExportArrowStream(readiness.Risks, []byte(`{"topCount": "2"}`), readiness.JSON, stream.Pointer()); err != nil {
		t.Fatal(err)
	}
	graph.Close()
	if ids := arrowtest.Read(&stream)["id"]; len(ids) != 2 || !stream.IsReleased() {
		t.Errorf("%v", ids)
	}
	if err := graph.ExportArrowStream(readiness.Risks, nil, readiness.JSON, stream.Pointer()); !errors.Is(err, readiness.ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestAfterClosingStreamsAreReleasedAndNoneIsGiven(t *testing.T) {
	state, err := readiness.NewMetricState(nil, readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	cycle, graph := open(t), shopGraph(t)
	state.Close()
	cycle.Close()
	graph.Close()
	rows, _ := shopStreams()
	before := arrowtest.Released()
	if err := state.IngestArrowStream(rows.Pointer()); !errors.Is(err, readiness.ErrClosed) {
		t.Errorf("%v", err)
	}
	if arrowtest.Released() != before+1 || !rows.IsReleased() {
		t.Error("the stream was not released once")
	}
	for _, give := range []func(readiness.Table, []byte, readiness.Format, unsafe.Pointer) error{
		cycle.ExportArrowStream, state.ExportArrowStream, graph.ExportArrowStream} {
		// Whatever was in it: here another stream, which somebody else releases.
		other, _ := shopStreams()
		out := *other
		if err := give(readiness.Risks, nil, readiness.JSON, out.Pointer()); !errors.Is(err, readiness.ErrClosed) || !out.IsReleased() {
			t.Errorf("%v, released: %v", err, out.IsReleased())
		}
		arrowtest.Read(other)
	}
}

func TestATableThatIsNotThereIsAnError(t *testing.T) {
	var stream arrowtest.Stream
	err := shopGraph(t).ExportArrowStream(readiness.Entries, nil, readiness.JSON, stream.Pointer())
	if !errors.Is(err, readiness.InvalidArgument) || !strings.Contains(err.Error(), "RISKS and BLOCKED_WORK") || !stream.IsReleased() {
		t.Errorf("%v", err)
	}
	for _, out := range []unsafe.Pointer{nil} {
		if err := open(t).ExportArrowStream(readiness.Risks, nil, readiness.JSON, out); !errors.Is(err, readiness.InvalidArgument) {
			t.Errorf("%v", err)
		}
	}
}
