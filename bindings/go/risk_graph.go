package readiness

/*
#include <readiness/c/readiness.h>
*/
import "C"

import (
	"context"
	"encoding/json"
	"runtime"
)

// RiskGraph is a graph of its own, outside any cycle: what may fail, what fails when it does, and where a
// customer feels it. It tells which failure hurts customers most, and which decision unblocks the most work.
//
// Close it when it is no longer needed; one that is forgotten is freed when the garbage collector finds it.
type RiskGraph struct {
	owned[*C.readiness_risk_graph]
}

func newRiskGraph(handle *C.readiness_risk_graph) *RiskGraph {
	graph := &RiskGraph{}
	graph.handle = handle
	runtime.SetFinalizer(graph, (*RiskGraph).Close)
	return graph
}

// NewRiskGraph reads a readiness.v1.RiskGraph. limits is a readiness.v1.ReadLimits in the same format; nil:
// its defaults. The error names the node or edge, "nodes[3]".
func NewRiskGraph(graph []byte, format Format, limits []byte) (*RiskGraph, error) {
	if err := checkVersion(); err != nil {
		return nil, err
	}
	var handle *C.readiness_risk_graph
	var refused *C.readiness_error
	data, size := lend(graph)
	limitData, limitSize := lend(limits)
	if C.readiness_risk_graph_new(data, size, C.int32_t(format), limitData, limitSize, &handle, &refused) !=
		C.READINESS_OK {
		return nil, takeError(refused)
	}
	return newRiskGraph(handle), nil
}

// Update changes the graph by a readiness.v1.RiskGraph, or says what is wrong with it and changes nothing. A
// node whose id stands and the edges between two nodes that have some take the place of what was there,
// others are added, what is_dropped goes.
func (g *RiskGraph) Update(change []byte, format Format) error {
	return g.change(func(handle *C.readiness_risk_graph, refused **C.readiness_error) C.int32_t {
		data, size := lend(change)
		return C.readiness_risk_graph_update(handle, data, size, C.int32_t(format), refused)
	})
}

// RankBytes says what matters most. request is a readiness.v1.RankRequest, nil for its defaults; the answer
// is a readiness.v1.Ranking in the same format. The same nodes and edges, in whatever order and by whatever
// changes they came, give the same bytes.
func (g *RiskGraph) RankBytes(ctx context.Context, request []byte, format Format) ([]byte, error) {
	request = keep(ctx, request)
	return g.ask(ctx, func(handle *C.readiness_risk_graph, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_risk_graph_rank(handle, data, size, C.int32_t(format), answer, refused)
	})
}

// ExplainBytes says why one node stands where it does. request is a readiness.v1.ExplainQuestion, the answer a
// readiness.v1.QueryAnswer with a document or a NodeExplanation, in the same format.
func (g *RiskGraph) ExplainBytes(ctx context.Context, request []byte, format Format) ([]byte, error) {
	request = keep(ctx, request)
	return g.ask(ctx, func(handle *C.readiness_risk_graph, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		data, size := lend(request)
		return C.readiness_risk_graph_explain(handle, data, size, C.int32_t(format), answer, refused)
	})
}

// Explain returns why one node stands where it does: its place, where customers feel it, by which ways, and what
// would change it.
func (g *RiskGraph) Explain(ctx context.Context, id string, form Form) (string, error) {
	request, err := json.Marshal(map[string]any{"id": id, "form": form})
	if err != nil {
		return "", err
	}
	answer, err := g.ExplainBytes(ctx, request, JSON)
	if err != nil {
		return "", err
	}
	return documentOf(answer)
}

// Save writes the graph as it stands, a readiness.v1.RiskGraph.
func (g *RiskGraph) Save(format Format) ([]byte, error) {
	return g.ask(context.Background(), func(handle *C.readiness_risk_graph, answer **C.readiness_buffer, refused **C.readiness_error) C.int32_t {
		return C.readiness_risk_graph_save(handle, C.int32_t(format), answer, refused)
	})
}

// Close frees the graph, when the calls that are under way have ended; later ones return ErrClosed. Closing
// twice does nothing. The error is always nil: the method is that of io.Closer.
func (g *RiskGraph) Close() error {
	g.free(func(handle *C.readiness_risk_graph) { C.readiness_risk_graph_free(handle) })
	runtime.SetFinalizer(g, nil)
	return nil
}
