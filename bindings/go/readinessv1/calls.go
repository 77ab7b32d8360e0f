// Package readinessv1 has the messages of readiness.v1, and the calls of package readiness with them.
//
//	cycle, err := readiness.Open("launch.cycle.json")
//	answer, err := readinessv1.Assess(ctx, cycle, &readinessv1.AssessRequest{AsOf: timestamppb.Now()})
//	fmt.Println(answer.GetVerdict(), answer.GetResolution())
//
// The *.pb.go files are generated from the .proto files by bindings/go/generate.sh.
package readinessv1

import (
	"context"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"readiness.example/readiness"
)

// Load reads a log and replays it; limits may be nil.
func Load(log *Cycle, limits *ReadLimits) (*readiness.Cycle, error) {
	data, err := proto.Marshal(log)
	if err != nil {
		return nil, err
	}
	limitData, err := proto.Marshal(limits)
	if err != nil {
		return nil, err
	}
	return readiness.Load(data, readiness.Protobuf, limitData)
}

// Append accepts one entry, or says which rule it breaks and changes nothing.
func Append(cycle *readiness.Cycle, entry *Entry) error {
	data, err := proto.Marshal(entry)
	if err != nil {
		return err
	}
	return cycle.Append(data, readiness.Protobuf)
}

// Assess asks whether the cycle may take its next step; request may be nil.
func Assess(ctx context.Context, cycle *readiness.Cycle, request *AssessRequest) (*Assessment, error) {
	answer := &Assessment{}
	return answer, ask(ctx, cycle.AssessBytes, request, answer)
}

// Query asks something else.
func Query(ctx context.Context, cycle *readiness.Cycle, request *QueryRequest) (*QueryAnswer, error) {
	answer := &QueryAnswer{}
	return answer, ask(ctx, cycle.QueryBytes, request, answer)
}

// AssessWithMetrics is Assess with metrics of telemetry; since may be nil (readiness.Cycle.AssessWithMetricsBytes).
func AssessWithMetrics(ctx context.Context, cycle *readiness.Cycle, metrics, since *readiness.MetricState,
	request *AssessRequest) (*Assessment, error) {
	answer := &Assessment{}
	return answer, ask(ctx, func(ctx context.Context, data []byte, format readiness.Format) ([]byte, error) {
		return cycle.AssessWithMetricsBytes(ctx, metrics, since, data, format)
	}, request, answer)
}

// QueryWithMetrics is Query with metrics of telemetry; since may be nil (readiness.Cycle.QueryWithMetricsBytes).
func QueryWithMetrics(ctx context.Context, cycle *readiness.Cycle, metrics, since *readiness.MetricState,
	request *QueryRequest) (*QueryAnswer, error) {
	answer := &QueryAnswer{}
	return answer, ask(ctx, func(ctx context.Context, data []byte, format readiness.Format) ([]byte, error) {
		return cycle.QueryWithMetricsBytes(ctx, metrics, since, data, format)
	}, request, answer)
}

// Save returns the log as it was accepted.
func Save(cycle *readiness.Cycle) (*Cycle, error) {
	data, err := cycle.Save(readiness.Protobuf)
	if err != nil {
		return nil, err
	}
	log := &Cycle{}
	return log, proto.Unmarshal(data, log)
}

// NewMetricState makes a state without rows; options may be nil.
func NewMetricState(options *MetricStateOptions) (*readiness.MetricState, error) {
	data, err := proto.Marshal(options)
	if err != nil {
		return nil, err
	}
	return readiness.NewMetricState(data, readiness.Protobuf)
}

// Ingest takes rows, all or none.
func Ingest(state *readiness.MetricState, rows *Telemetry) error {
	data, err := proto.Marshal(rows)
	if err != nil {
		return err
	}
	return state.Ingest(data, readiness.Protobuf)
}

// Evaluate says what the metrics are at a moment; request may be nil.
func Evaluate(ctx context.Context, state *readiness.MetricState, request *MetricsRequest) (*MetricReadings, error) {
	answer := &MetricReadings{}
	return answer, ask(ctx, state.EvaluateBytes, request, answer)
}

// NewRiskGraph makes a graph.
func NewRiskGraph(graph *RiskGraph) (*readiness.RiskGraph, error) {
	data, err := proto.Marshal(graph)
	if err != nil {
		return nil, err
	}
	return readiness.NewRiskGraph(data, readiness.Protobuf, nil)
}

// Update changes a graph.
func Update(graph *readiness.RiskGraph, change *RiskGraph) error {
	data, err := proto.Marshal(change)
	if err != nil {
		return err
	}
	return graph.Update(data, readiness.Protobuf)
}

// Rank says what matters most; request may be nil.
func Rank(ctx context.Context, graph *readiness.RiskGraph, request *RankRequest) (*Ranking, error) {
	answer := &Ranking{}
	return answer, ask(ctx, graph.RankBytes, request, answer)
}

// Explain says why one node of a graph stands where it does: a document, or with the form MESSAGE a NodeExplanation.
func Explain(ctx context.Context, graph *readiness.RiskGraph, request *ExplainQuestion) (*QueryAnswer, error) {
	answer := &QueryAnswer{}
	return answer, ask(ctx, graph.ExplainBytes, request, answer)
}

// DetailOf returns what an error of the library names, for programs.
func DetailOf(refused *readiness.Error) (*ErrorDetail, error) {
	detail := &ErrorDetail{}
	return detail, proto.Unmarshal(refused.Detail, detail)
}

func ask(ctx context.Context, call func(context.Context, []byte, readiness.Format) ([]byte, error),
	request, answer proto.Message) error {
	asked := proto.Clone(request)
	wholeMicroseconds(asked.ProtoReflect())
	data, err := proto.Marshal(asked)
	if err != nil {
		return err
	}
	written, err := call(ctx, data, readiness.Protobuf)
	if err != nil {
		return err
	}
	return proto.Unmarshal(written, answer)
}

// Moments of the library are whole microseconds; timestamppb.Now may be asked as it is.
func wholeMicroseconds(message protoreflect.Message) {
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		if field.Message() == nil || field.IsList() || field.IsMap() {
			return true
		}
		if moment, is := value.Message().Interface().(*timestamppb.Timestamp); is {
			moment.Nanos -= moment.Nanos % 1000
		} else {
			wholeMicroseconds(value.Message())
		}
		return true
	})
}
