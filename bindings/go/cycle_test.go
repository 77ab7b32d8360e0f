package readiness_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"readiness.example/readiness"
	"readiness.example/readiness/internal/heap"
)

const (
	logPath = "../../examples/ecommerce_launch.cycle.json"
	opened  = `{"id": "open", "recordedAt": "2026-01-05T09:00:00Z", "actor": "ana",
		"cycleOpened": {"id": "first", "title": "First", "opener": {"id": "ana", "name": "Ana", "kind": "PERSON"}}}`
	joined = `{"id": "ben", "recordedAt": "2026-01-05T09:01:00Z", "actor": "ana",
		"partyAdded": {"party": {"id": "ben", "name": "Ben", "kind": "PERSON"}}}`
)

var background = context.Background()

func open(t testing.TB) *readiness.Cycle {
	t.Helper()
	cycle, err := readiness.Open(logPath)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cycle.Close() })
	return cycle
}

func TestAFirstAssessment(t *testing.T) {
	cycle := open(t)
	answer, err := cycle.Assess(background, readiness.Question{})
	if err != nil {
		t.Fatal(err)
	}
	if answer.Verdict != readiness.HOLD || answer.Cycle != "mossgrove-checkout" || len(answer.Stages) != 6 {
		t.Errorf("%v with %d stages", answer, len(answer.Stages))
	}
	if !answer.AsOf.Equal(time.Date(2026, 10, 8, 9, 15, 0, 0, time.UTC)) {
		t.Errorf("as of %v", answer.AsOf)
	}
	first := answer.Resolution[0]
	if first.Path != "HAND_OFF/approval:mail-in-a-minute-item" || first.Reason != "MISSING" || first.Owner != "adaeze-obi" {
		t.Errorf("first to settle: %+v", first)
	}
	if !bytes.HasPrefix(answer.Document(), []byte("{")) || len(answer.InputsDigest) != 64 || answer.EngineVersion != readiness.Version() {
		t.Errorf("document %.20s, digest %s", answer.Document(), answer.InputsDigest)
	}
}

func TestAMomentAndWhatItIsComparedWith(t *testing.T) {
	cycle := open(t)
	moment := time.Date(2026, 5, 1, 2, 0, 0, 0, time.FixedZone("", 7200))
	answer, err := cycle.Assess(background, readiness.Question{AsOf: moment, Since: moment.AddDate(0, -1, 0)})
	if err != nil || !answer.AsOf.Equal(moment) {
		t.Fatalf("%v, %v", answer, err)
	}
	raw, err := cycle.AssessBytes(background, []byte(`{"asOf": "2026-05-01T00:00:00Z", "since": "2026-04-01T00:00:00Z"}`), readiness.JSON)
	if err != nil || !bytes.Equal(raw, answer.Document()) {
		t.Errorf("the same question in JSON has another answer: %v", err)
	}
}

// Without draws the chance to be among the first ten is left out where only draws would tell.
func TestDrawsTellWhoIsAmongTheFirstTen(t *testing.T) {
	cycle := open(t)
	count := func(question readiness.Question) int {
		answer, err := cycle.Assess(background, question)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(answer.Document(), []byte(`"topProbabilityHigh"`))
	}
	if without, with := count(readiness.Question{}), count(readiness.Question{RankDraws: 16}); without >= with {
		t.Errorf("%d chances without draws, %d with", without, with)
	}
	if _, err := cycle.Assess(background, readiness.Question{RankDraws: -1}); !errors.Is(err, readiness.InvalidArgument) {
		t.Errorf("-1 draws: %v", err)
	}
}

func TestBothFormats(t *testing.T) {
	cycle := open(t)
	for _, format := range []readiness.Format{readiness.JSON, readiness.Protobuf} {
		saved, err := cycle.Save(format)
		if err != nil || readiness.FormatOf(saved) != format {
			t.Fatalf("format %d: %v", format, err)
		}
		again, err := readiness.Load(saved, format, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		one, _ := cycle.AssessBytes(background, nil, format)
		other, err := again.AssessBytes(background, nil, format)
		if err != nil || !bytes.Equal(one, other) {
			t.Errorf("format %d: loaded again, it answers otherwise: %v", format, err)
		}
	}
}

func TestJSONMayBeginWithAByteOrderMarkAndBlanks(t *testing.T) {
	cycle := open(t)
	saved, _ := cycle.Save(readiness.JSON)
	for _, begin := range []string{"\xEF\xBB\xBF", strings.Repeat(" ", 100), "\xEF\xBB\xBF" + strings.Repeat("\r\n\t ", 1000)} {
		path := filepath.Join(t.TempDir(), "log")
		if err := os.WriteFile(path, append([]byte(begin), saved...), 0o600); err != nil {
			t.Fatal(err)
		}
		again, err := readiness.Open(path)
		if err != nil {
			t.Fatalf("%q: %v", begin[:3], err)
		}
		again.Close()
	}
}

func TestACycleFromNothing(t *testing.T) {
	cycle, err := readiness.New()
	if err != nil {
		t.Fatal(err)
	}
	defer cycle.Close()
	if _, err := cycle.Assess(background, readiness.Question{}); !errors.Is(err, readiness.FailedPrecondition) {
		t.Errorf("a cycle without entries: %v", err)
	}
	for _, entry := range []string{opened, joined, joined} { // The last stands already.
		if err := cycle.Append([]byte(entry), readiness.JSON); err != nil {
			t.Fatal(err)
		}
	}
	before, _ := cycle.Save(readiness.JSON)
	err = cycle.Append([]byte(strings.Replace(joined, `"ben"`, `"late"`, 1)), readiness.JSON)
	if err == nil {
		t.Error("a party twice was accepted")
	}
	if after, _ := cycle.Save(readiness.JSON); !bytes.Equal(before, after) {
		t.Error("a refused entry changed the log")
	}
}

func TestDocuments(t *testing.T) {
	cycle := open(t)
	// A clock has nanoseconds, and a moment of the library whole microseconds.
	moment := time.Date(2026, 10, 8, 12, 0, 0, 123456789, time.UTC)
	answer, err := cycle.Assess(background, readiness.Question{AsOf: moment, Since: moment.AddDate(0, -1, 0)})
	if err != nil || !answer.AsOf.Equal(moment.Truncate(time.Microsecond)) {
		t.Errorf("%v, %v", answer, err)
	}
	text, err := cycle.Report(background, readiness.Text, readiness.Question{})
	if err != nil || !strings.HasPrefix(text, "HOLD") {
		t.Errorf("%.40s, %v", text, err)
	}
	page, err := cycle.Report(background, readiness.HTML, readiness.Question{Since: time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil || !strings.Contains(page, "<html") {
		t.Errorf("%.40s, %v", page, err)
	}
	known, err := cycle.Explain(background, "timeouts-recover", readiness.Markdown, time.Time{})
	if err != nil || !strings.Contains(known, "timeouts-recover") {
		t.Errorf("%.40s, %v", known, err)
	}
	from := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	if moved, err := cycle.Changes(background, from, from.AddDate(0, 1, 0), readiness.Text); err != nil || moved == "" {
		t.Errorf("%v", err)
	}
	if _, err := cycle.Explain(background, "nobody-has-this-id", readiness.Text, time.Time{}); !errors.Is(err, readiness.NotFound) {
		t.Errorf("an id that is not there: %v", err)
	}
}

func TestARefusalSaysWhereAndByWhichRule(t *testing.T) {
	data, err := os.ReadFile(logPath)
	if err != nil {
		t.Fatal(err)
	}
	var log map[string]any
	if err := json.Unmarshal(data, &log); err != nil {
		t.Fatal(err)
	}
	log["entries"].([]any)[1].(map[string]any)["recordedAt"] = "2000-01-01T00:00:00Z"
	data, _ = json.Marshal(log)
	_, err = readiness.Load(data, readiness.JSON, nil)
	var refused *readiness.Error
	if !errors.As(err, &refused) {
		t.Fatalf("%v is no *Error", err)
	}
	if refused.Rule != "R76" || !strings.HasPrefix(refused.Location, "entry 2 (") || refused.Code != readiness.FailedPrecondition ||
		!strings.Contains(err.Error(), "R76") || len(refused.Detail) == 0 {
		t.Errorf("%+v", refused)
	}
	if !errors.Is(fmt.Errorf("at start: %w", err), readiness.FailedPrecondition) || errors.Is(err, readiness.NotFound) {
		t.Error("errors.Is does not know the code")
	}
}

func TestHostileBytesAreRefused(t *testing.T) {
	data, _ := os.ReadFile(logPath)
	for name, log := range map[string][]byte{"nothing": nil, "cut": data[:len(data)/2], "noise": {0xFF, 0xFE, 0x00, 0x80},
		"huge length": {0x1A, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}} {
		for _, format := range []readiness.Format{readiness.JSON, readiness.Protobuf, 7} {
			if cycle, err := readiness.Load(log, format, nil); err == nil || cycle != nil {
				t.Errorf("%s as format %d: %v", name, format, err)
			}
		}
	}
	if _, err := readiness.Open("there-is-no-such.cycle.json"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := readiness.Load(data, readiness.JSON, []byte(`{"maxEntryCount": "3"}`)); !errors.Is(err, readiness.ResourceExhausted) {
		t.Errorf("a log past its limit: %v", err)
	}
}

func TestUseAfterCloseIsAnError(t *testing.T) {
	cycle := open(t)
	answer, err := cycle.Assess(background, readiness.Question{})
	if err != nil || cycle.Close() != nil || cycle.Close() != nil {
		t.Fatal(err)
	}
	_, assessed := cycle.Assess(background, readiness.Question{})
	_, reported := cycle.Report(background, readiness.Text, readiness.Question{})
	_, saved := cycle.Save(readiness.JSON)
	for _, err := range []error{assessed, reported, saved, cycle.Append([]byte(opened), readiness.JSON)} {
		if !errors.Is(err, readiness.ErrClosed) {
			t.Errorf("%v", err)
		}
	}
	if answer.Verdict != readiness.HOLD {
		t.Error("what was answered is not ours")
	}
}

func TestAContextThatEnds(t *testing.T) {
	cycle := open(t)
	ended, cancel := context.WithCancel(background)
	cancel()
	if _, err := cycle.Assess(ended, readiness.Question{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	short, cancel := context.WithTimeout(background, time.Microsecond)
	defer cancel()
	if _, err := cycle.Assess(short, readiness.Question{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	long, cancel := context.WithTimeout(background, time.Minute)
	defer cancel()
	if answer, err := cycle.Assess(long, readiness.Question{}); err != nil || answer.Verdict != readiness.HOLD {
		t.Errorf("%v, %v", answer, err)
	}
}

func TestGoroutinesShareACycle(t *testing.T) {
	cycle := open(t)
	expected, err := cycle.AssessBytes(background, nil, readiness.Protobuf)
	if err != nil {
		t.Fatal(err)
	}
	standing := entryOf(t, cycle, 0)
	var group sync.WaitGroup
	for worker := 0; worker < 4; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for round := 0; round < 3; round++ {
				if answer, err := cycle.AssessBytes(background, nil, readiness.Protobuf); err != nil || !bytes.Equal(answer, expected) {
					t.Errorf("%v", err)
				}
				if err := cycle.Append(standing, readiness.JSON); err != nil {
					t.Errorf("%v", err)
				}
			}
		}()
	}
	group.Wait()
}

func TestClosingWhileOthersAsk(t *testing.T) {
	cycle := open(t)
	started, group := make(chan struct{}, 8), sync.WaitGroup{}
	for worker := 0; worker < 4; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for {
				started <- struct{}{}
				if _, err := cycle.AssessBytes(background, nil, readiness.JSON); err != nil {
					if !errors.Is(err, readiness.ErrClosed) {
						t.Errorf("%v", err)
					}
					return
				}
				select {
				case <-started:
				default:
				}
			}
		}()
	}
	<-started
	cycle.Close()
	group.Wait()
}

func entryOf(t *testing.T, cycle *readiness.Cycle, index int) []byte {
	t.Helper()
	saved, err := cycle.Save(readiness.JSON)
	if err != nil {
		t.Fatal(err)
	}
	var log struct{ Entries []json.RawMessage }
	if err := json.Unmarshal(saved, &log); err != nil {
		t.Fatal(err)
	}
	return log.Entries[index]
}

// grownBy is how many bytes of C memory so many rounds keep, when what is forgotten was found.
func grownBy(t *testing.T, count int, round func()) int64 {
	t.Helper()
	if heap.InUse() == 0 {
		t.Skip("this C library does not say what is in use")
	}
	rounds := func(count int) int64 {
		for i := 0; i < count; i++ {
			round()
			if i%200 == 199 && i < 5000 {
				runtime.GC()
			}
		}
		for settle := 0; settle < 3; settle++ {
			runtime.GC()
			time.Sleep(10 * time.Millisecond)
		}
		return heap.InUse()
	}
	before := rounds(count/10 + 3)
	return rounds(count) - before
}

func TestAMillionRoundsKeepNoMemory(t *testing.T) {
	const count = 1_000_000 // A byte a round would be a million.
	if grown := grownBy(t, count, func() {
		cycle, err := readiness.New()
		if err != nil {
			t.Fatal(err)
		}
		cycle.Close()
	}); grown > 64*1024 {
		t.Errorf("%d bytes more after a million cycles", grown)
	}
	if grown := grownBy(t, count/10, func() {
		if _, err := readiness.Load(nil, 9, nil); err == nil {
			t.Fatal("no format was taken")
		}
		graph, err := readiness.NewRiskGraph(nil, readiness.Protobuf, nil)
		if err != nil {
			t.Fatal(err)
		}
		graph.Close()
	}); grown > 64*1024 {
		t.Errorf("%d bytes more after errors and graphs", grown)
	}
}

func TestForgottenCyclesAreFreed(t *testing.T) {
	small, err := readiness.New()
	if err != nil || small.Append([]byte(opened), readiness.JSON) != nil {
		t.Fatal(err)
	}
	defer small.Close()
	log, _ := small.Save(readiness.Protobuf)
	if grown := grownBy(t, 2000, func() {
		cycle, err := readiness.Load(log, readiness.Protobuf, nil) // Never closed.
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cycle.AssessBytes(background, nil, readiness.Protobuf); err != nil {
			t.Fatal(err)
		}
		if _, err := readiness.Load([]byte("{"), readiness.JSON, nil); err == nil {
			t.Fatal("a brace was taken for a log")
		}
	}); grown > 256*1024 { // A cycle has some kilobytes; a few may not have been found yet.
		t.Errorf("%d bytes more after two thousand cycles that nobody closed", grown)
	}
}

func BenchmarkVersion(b *testing.B) {
	for i := 0; i < b.N; i++ {
		readiness.Version()
	}
}

func BenchmarkAssess(b *testing.B) {
	cycle := open(b)
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		if _, err := cycle.AssessBytes(background, nil, readiness.Protobuf); err != nil {
			b.Fatal(err)
		}
	}
}
