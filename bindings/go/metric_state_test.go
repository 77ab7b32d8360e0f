package readiness_test

import (
	"bytes"
	"errors"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"readiness.example/readiness"
	"readiness.example/readiness/readinessv1"
)

const (
	telemetryPath = "../../examples/ecommerce_launch.telemetry.csv"
	tickets       = "time,kind,entity,event,cohort\n" +
		"10000000,ticket,1,opened,web\n20000000,ticket,2,opened,app\n30000000,ticket,1,resolved,web\n"
)

var secondDay = time.Date(1970, 1, 2, 0, 0, 0, 0, time.UTC)

func state(t testing.TB, options, rows string) *readiness.MetricState {
	t.Helper()
	made, err := readiness.NewMetricState([]byte(options), readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	if err := made.Ingest([]byte(rows), readiness.CSV); err != nil {
		t.Fatal(err)
	}
	return made
}

func saved(t testing.TB, state *readiness.MetricState) []byte {
	t.Helper()
	data, err := state.Save(readiness.Protobuf)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestMetricsOfAFirstFile(t *testing.T) {
	rows, err := os.ReadFile(telemetryPath)
	if err != nil {
		t.Fatal(err)
	}
	all := state(t, "", string(rows))
	readings, err := all.Evaluate(background, readiness.MetricsQuestion{
		AsOf: time.Date(2026, 10, 8, 0, 0, 0, 0, time.UTC), Metrics: []string{"time_to_resolution"},
		Within: []time.Duration{time.Hour}, ByCohort: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(readings) != 1 || readings[0].Metric != "time_to_resolution" || readings[0].Sample.Total < 10 ||
		len(readings[0].Cohorts) < 2 || readings[0].Values[0].Estimate == nil {
		t.Errorf("%+v", readings)
	}
	found := false
	for _, value := range readings[0].Values {
		found = found || value.Measure == "within" && value.At != nil && *value.At == 3600
	}
	if !found {
		t.Errorf("no share within an hour: %+v", readings[0].Values)
	}
}

func TestFormatsOfRowsAndStates(t *testing.T) {
	byCSV := state(t, "", tickets)
	byJSON := state(t, "", "time,kind,entity,event\n")
	rows := `{"rows":[
		{"time":"1970-01-01T00:00:10Z","kind":"ticket","entity":"1","event":"opened","cohort":"web"},
		{"time":"1970-01-01T00:00:20Z","kind":"ticket","entity":"2","event":"opened","cohort":"app"},
		{"time":"1970-01-01T00:00:30Z","kind":"ticket","entity":"1","event":"resolved","cohort":"web"}]}`
	if err := byJSON.Ingest([]byte(rows), readiness.JSON); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(saved(t, byCSV), saved(t, byJSON)) {
		t.Error("rows as CSV and as messages give other states")
	}
	for _, format := range []readiness.Format{readiness.Protobuf, readiness.JSON} {
		data, err := byCSV.Save(format)
		if err != nil {
			t.Fatal(err)
		}
		again, err := readiness.LoadMetricState(data, format, nil)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(saved(t, again), saved(t, byCSV)) {
			t.Errorf("format %d: another state came back", format)
		}
		again.Close()
	}
}

func TestPartsAddUp(t *testing.T) {
	const options = `{"definitions":[{"metric":"time_to_resolution"}]}`
	whole := state(t, options, tickets)
	first := state(t, options, "time,kind,entity,event,cohort\n10000000,ticket,1,opened,web\n30000000,ticket,1,resolved,web\n")
	second := state(t, options, "time,kind,entity,event,cohort\n20000000,ticket,2,opened,app\n")
	before := saved(t, first)
	if err := first.Merge(second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(saved(t, first), saved(t, whole)) {
		t.Error("the parts are not the whole")
	}
	if err := first.Retract(second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(saved(t, first), before) {
		t.Error("what was merged is not gone again")
	}
	if err := first.Merge(first); !errors.Is(err, readiness.InvalidArgument) {
		t.Errorf("merged into itself: %v", err)
	}
	if err := first.Merge(nil); !errors.Is(err, readiness.InvalidArgument) {
		t.Errorf("merged with nil: %v", err)
	}
}

func TestNothingOfAWrongFileIsTaken(t *testing.T) {
	made := state(t, "", tickets)
	before := saved(t, made)
	err := made.Ingest([]byte(tickets+"soon,ticket,3,opened,web\n"), readiness.CSV)
	var refused *readiness.Error
	if !errors.As(err, &refused) || refused.Location != "line 5" || refused.Rule != "EVENT_TIME" {
		t.Errorf("%#v", err)
	}
	if !bytes.Equal(saved(t, made), before) {
		t.Error("something was taken")
	}
}

func TestClosingAMetricState(t *testing.T) {
	made, other := state(t, "", tickets), state(t, "", tickets)
	made.Close()
	made.Close()
	if err := made.Ingest(nil, readiness.CSV); err != readiness.ErrClosed {
		t.Errorf("ingest: %v", err)
	}
	if _, err := made.EvaluateBytes(background, nil, readiness.JSON); err != readiness.ErrClosed {
		t.Errorf("evaluate: %v", err)
	}
	if err := other.Merge(made); err != readiness.ErrClosed {
		t.Errorf("merge: %v", err)
	}
	if err := made.Merge(other); err != readiness.ErrClosed {
		t.Errorf("merge into: %v", err)
	}
}

func TestGoroutinesMergeStatesIntoEachOther(t *testing.T) {
	states := []*readiness.MetricState{state(t, "", tickets), state(t, "", tickets)}
	var wait sync.WaitGroup
	for i := 0; i < 8; i++ {
		wait.Add(1)
		go func(mine, theirs *readiness.MetricState) {
			defer wait.Done()
			for round := 0; round < 20; round++ {
				if err := mine.Merge(theirs); err != nil {
					t.Error(err)
				}
				if err := mine.Retract(theirs); err != nil {
					t.Error(err)
				}
				if _, err := theirs.Save(readiness.Protobuf); err != nil {
					t.Error(err)
				}
				if round%5 == 0 {
					runtime.GC()
				}
			}
		}(states[i%2], states[(i+1)%2])
	}
	wait.Wait()
}

func TestForgottenStatesAreFreed(t *testing.T) {
	for i := 0; i < 200; i++ {
		made, err := readiness.NewMetricState(nil, readiness.JSON)
		if err != nil {
			t.Fatal(err)
		}
		_ = made
	}
	runtime.GC()
}

func TestAnAssessmentWithMetricsShowsThem(t *testing.T) {
	cycle := open(t)
	at := []byte(`{"asOf": "2026-10-08T00:00:00Z"}`)
	state, err := cycle.NewMetricState(at, readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	defer state.Close()
	rows, err := os.ReadFile("../../examples/ecommerce_launch.telemetry.csv")
	if err != nil {
		t.Fatal(err)
	}
	if err := state.Ingest(rows, readiness.CSV); err != nil {
		t.Fatal(err)
	}
	with, err := cycle.AssessWithMetricsBytes(background, state, nil, at, readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	without, err := cycle.AssessBytes(background, at, readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	shown := []byte(`"time_to_resolution"`)
	if !bytes.Contains(with, shown) || bytes.Contains(without, shown) {
		t.Error("the metrics are not shown, or shown unasked")
	}
	compared := []byte(`{"asOf": "2026-10-08T00:00:00Z", "since": "2026-08-01T00:00:00Z"}`)
	if _, err := cycle.AssessWithMetricsBytes(background, state, state, compared, readiness.JSON); err == nil {
		t.Error("a state was taken for what was known at an earlier moment")
	}
	if _, err := cycle.AssessWithMetricsBytes(background, nil, nil, at, readiness.JSON); !errors.Is(err, readiness.InvalidArgument) {
		t.Errorf("%v", err)
	}
	question := readiness.Question{AsOf: time.Date(2026, 10, 8, 0, 0, 0, 0, time.UTC), Metrics: state}
	assessment, err := cycle.Assess(background, question)
	if err != nil || !bytes.Equal(assessment.Document(), with) {
		t.Errorf("not what AssessWithMetricsBytes says: %v", err)
	}
	report, err := cycle.Report(background, readiness.Text, question)
	if err != nil || !strings.Contains(report, "time_to_resolution") {
		t.Errorf("the report shows no metrics: %v", err)
	}
	if _, err := cycle.Assess(background, readiness.Question{MetricsSince: state}); !errors.Is(err, readiness.InvalidArgument) {
		t.Errorf("%v", err)
	}
	asked, err := readinessv1.QueryWithMetrics(background, cycle, state, nil, &readinessv1.QueryRequest{
		AsOf: timestamppb.New(question.AsOf),
		Question: &readinessv1.QueryRequest_Explain{Explain: &readinessv1.ExplainQuestion{
			Id: "timeouts-recover", Form: readinessv1.DocumentForm_MESSAGE}}})
	if err != nil || asked.GetSubject().GetKind() != "criterion" {
		t.Errorf("%v of %v", asked.GetSubject().GetKind(), err)
	}
	state.Close()
	if _, err := cycle.Assess(background, question); !errors.Is(err, readiness.ErrClosed) {
		t.Errorf("%v", err)
	}
	if _, err := cycle.AssessWithMetricsBytes(background, state, nil, at, readiness.JSON); !errors.Is(err, readiness.ErrClosed) {
		t.Errorf("%v", err)
	}
}
