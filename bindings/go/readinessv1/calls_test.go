package readinessv1_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"readiness.example/readiness"
	v1 "readiness.example/readiness/readinessv1"
)

const logPath = "../../../examples/ecommerce_launch.cycle.json"

func readLog(t *testing.T) *v1.Cycle {
	t.Helper()
	data, err := os.ReadFile(logPath)
	if err != nil {
		t.Fatal(err)
	}
	log := &v1.Cycle{}
	if err := protojson.Unmarshal(data, log); err != nil {
		t.Fatal(err)
	}
	return log
}

func TestMessagesGoInAndOut(t *testing.T) {
	log := readLog(t)
	cycle, err := v1.Load(log, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer cycle.Close()

	saved, err := v1.Save(cycle)
	if err != nil || !proto.Equal(saved, log) {
		t.Errorf("what was saved is not what was loaded: %v", err)
	}

	moment := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	answer, err := v1.Assess(context.Background(), cycle, &v1.AssessRequest{AsOf: timestamppb.New(moment)})
	if err != nil || answer.GetCycle() != "mossgrove-checkout" || !answer.GetAsOf().AsTime().Equal(moment) {
		t.Fatalf("%v, %v", answer.GetCycle(), err)
	}
	// A clock has nanoseconds; the request of the caller stays as it is.
	later := timestamppb.New(moment.Add(1234567 * time.Nanosecond))
	answer, err = v1.Assess(context.Background(), cycle, &v1.AssessRequest{AsOf: later})
	if err != nil || !answer.GetAsOf().AsTime().Equal(moment.Add(1234*time.Microsecond)) || later.Nanos != 1234567 {
		t.Fatalf("%v, %v", answer.GetAsOf(), err)
	}
	now, err := v1.Assess(context.Background(), cycle, nil)
	if err != nil || now.GetVerdict() != v1.Verdict_HOLD || len(now.GetStages()) != 6 {
		t.Fatalf("%v, %v", now.GetVerdict(), err)
	}

	// Protobuf JSON of another runtime, read back, is the same message.
	document, err := cycle.AssessBytes(context.Background(), nil, readiness.JSON)
	again := &v1.Assessment{}
	if err != nil || protojson.Unmarshal(document, again) != nil || !proto.Equal(again, now) {
		t.Errorf("JSON and serialized bytes are not the same assessment: %v", err)
	}
}

func TestQueriesAndLimits(t *testing.T) {
	log := readLog(t)
	if _, err := v1.Load(log, &v1.ReadLimits{MaxEntryCount: proto.Int64(3)}); !errors.Is(err, readiness.ResourceExhausted) {
		t.Errorf("a log past its limit: %v", err)
	}
	cycle, err := v1.Load(log, &v1.ReadLimits{MaxEntryCount: proto.Int64(100_000)})
	if err != nil {
		t.Fatal(err)
	}
	defer cycle.Close()
	answer, err := v1.Query(context.Background(), cycle,
		&v1.QueryRequest{Question: &v1.QueryRequest_Entries{Entries: &v1.EntriesQuestion{MaxEntryCount: 2}}})
	if err != nil || len(answer.GetEntries().GetEntries()) != 2 {
		t.Fatalf("%v, %v", answer, err)
	}

	entry := answer.GetEntries().GetEntries()[0]
	if err := v1.Append(cycle, entry); err != nil {
		t.Errorf("an entry that stands already: %v", err)
	}
	entry.Actor = "somebody-else"
	err = v1.Append(cycle, entry)
	var refused *readiness.Error
	if !errors.Is(err, readiness.AlreadyExists) || !errors.As(err, &refused) {
		t.Fatalf("another entry of the same id: %v", err)
	}
	detail, err := v1.DetailOf(refused)
	if err != nil || detail.GetRule() != refused.Rule || detail.GetPlace() != refused.Location {
		t.Errorf("%v and %v, %v", detail, refused, err)
	}
}
