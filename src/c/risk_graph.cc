// The risk graph of the C interface: a graph in, what matters most out.
#include "readiness/wire/risk_graph.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "readiness/c/readiness.h"
#include "readiness/c/readiness_arrow.h"
#include "readiness/engine/graph_explanation.h"
#include "readiness/engine/graph_ranking.h"
#include "readiness/engine/risk_network.h"
#include "readiness/report/node_text.h"
#include "readiness/table/answer_rows.h"
#include "readiness/table/arrow_owner.h"
#include "readiness/table/risk_graph.h"
#include "readiness/wire/request.h"

#include "c/ask.h"
#include "c/bytes.h"
#include "c/document_form.h"
#include "c/export.h"
#include "c/guard.h"
#include "c/handles.h"
#include "c/use.h"

namespace readiness::c {
namespace {

using wire::Encoding;

absl::StatusOr<std::string> Rank(const readiness_risk_graph& graph, const wire::RankRequest& asked,
                                 Encoding encoding) {
  READINESS_ASSIGN_OR_RETURN(const engine::GraphRanking ranking,
                             engine::RankGraph(graph.network, {.top = asked.top_count}));
  return wire::EncodeRanking(ranking, encoding);
}

absl::StatusOr<table::ArrowRows> Rows(const readiness_risk_graph& graph, int32_t table,
                                      const wire::RankRequest& asked) {
  if (table != READINESS_TABLE_RISKS && table != READINESS_TABLE_BLOCKED_WORK) {
    return NoSuchTable<readiness_risk_graph>(table, "RISKS and BLOCKED_WORK");
  }
  READINESS_ASSIGN_OR_RETURN(const engine::GraphRanking ranking,
                             engine::RankGraph(graph.network, {.top = asked.top_count}));
  if (table == READINESS_TABLE_BLOCKED_WORK) return table::BlockedWorkRows(ranking.blocked_work);
  return table::RiskRows(ranking.risks, ranking.has_downstream_counts);
}

absl::StatusOr<std::string> Explain(const readiness_risk_graph& graph,
                                    const wire::ExplainQuestion& asked, Encoding encoding) {
  READINESS_ASSIGN_OR_RETURN(const engine::GraphExplanation node,
                             engine::ExplainNode(graph.network, asked.id));
  return WriteAnswer(
      asked.form, encoding, [&] { return report::NodeText(node); },
      [&] { return report::NodeMarkdown(node); }, [&] { return report::NodeHtml(node); },
      [&] { return wire::EncodeNodeAnswer(node, encoding); });
}

}  // namespace
}  // namespace readiness::c

using namespace readiness;  // NOLINT: the entries below are in no namespace.

extern "C" {

int32_t readiness_risk_graph_new(const uint8_t* graph, size_t graph_size, int32_t format,
                                 const uint8_t* limits, size_t limits_size,
                                 readiness_risk_graph** out, readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    READINESS_ASSIGN_OR_RETURN(const std::string_view bytes, c::Lent(graph, graph_size, "graph"));
    READINESS_ASSIGN_OR_RETURN(const std::string_view limit_bytes,
                               c::Lent(limits, limits_size, "limits"));
    const auto read_limits = wire::DecodeReadLimits(limit_bytes, encoding);
    if (!read_limits.ok()) return base::At("limits", read_limits.status());
    READINESS_ASSIGN_OR_RETURN(engine::RiskGraphInput input,
                               wire::DecodeRiskGraph(bytes, encoding, *read_limits));
    READINESS_ASSIGN_OR_RETURN(engine::RiskNetwork network, engine::BuildRiskNetwork(input));
    *out = new readiness_risk_graph{std::move(input), std::move(network), *read_limits};
    return absl::OkStatus();
  });
}

int32_t readiness_risk_graph_new_arrow_stream(struct ArrowArrayStream* nodes,
                                              struct ArrowArrayStream* edges, const uint8_t* limits,
                                              size_t limits_size, int32_t format,
                                              readiness_risk_graph** out,
                                              readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    // Whatever happens both are released, once.
    const table::ArrowOwner nodes_owner(nodes);
    const table::ArrowOwner edges_owner(edges);
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    if (nodes == nullptr) return base::Invalid("C", "nodes is NULL");
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    READINESS_ASSIGN_OR_RETURN(const std::string_view limit_bytes,
                               c::Lent(limits, limits_size, "limits"));
    const auto read_limits = wire::DecodeReadLimits(limit_bytes, encoding);
    if (!read_limits.ok()) return base::At("limits", read_limits.status());
    READINESS_ASSIGN_OR_RETURN(
        const risk::GraphRows rows,
        table::TakeRiskGraphStreams(
            nodes, edges,
            {.max_text_bytes = read_limits->max_text_bytes, .max_bytes = read_limits->max_bytes}));
    READINESS_ASSIGN_OR_RETURN(engine::RiskNetwork network, engine::BuildRiskNetwork(rows));
    *out = new readiness_risk_graph{engine::InputOf(rows), std::move(network), *read_limits};
    return absl::OkStatus();
  });
}

int32_t readiness_risk_graph_export_arrow_stream(const readiness_risk_graph* graph, int32_t table,
                                                 const uint8_t* request, size_t request_size,
                                                 int32_t format, struct ArrowArrayStream* out,
                                                 readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Export(graph, request, request_size, format, out, wire::DecodeRankRequest,
                     [table](const readiness_risk_graph& shared, const wire::RankRequest& asked) {
                       return c::Rows(shared, table, asked);
                     });
  });
}

int32_t readiness_risk_graph_update(readiness_risk_graph* graph, const uint8_t* change,
                                    size_t change_size, int32_t format,
                                    readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    READINESS_ASSIGN_OR_RETURN(const std::string_view bytes,
                               c::Lent(change, change_size, "change"));
    READINESS_RETURN_IF_ERROR(c::CheckHandle(graph));
    const auto decoded = wire::DecodeRiskGraph(bytes, encoding, graph->limits);
    READINESS_RETURN_IF_ERROR(decoded.status());
    return c::Owned(graph, [&](readiness_risk_graph& owned) -> absl::Status {
      READINESS_ASSIGN_OR_RETURN(engine::RiskGraphInput input,
                                 engine::Changed(owned.input, *decoded));
      READINESS_ASSIGN_OR_RETURN(engine::RiskNetwork network, engine::BuildRiskNetwork(input));
      // Both stand; from here on nothing fails.
      owned.input = std::move(input);
      owned.network = std::move(network);
      return absl::OkStatus();
    });
  });
}

int32_t readiness_risk_graph_rank(const readiness_risk_graph* graph, const uint8_t* request,
                                  size_t request_size, int32_t format, readiness_buffer** out,
                                  readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    return c::Ask(graph, request, request_size, format, out, wire::DecodeRankRequest, c::Rank);
  });
}

int32_t readiness_risk_graph_explain(const readiness_risk_graph* graph, const uint8_t* request,
                                     size_t request_size, int32_t format, readiness_buffer** out,
                                     readiness_error** error) noexcept {
  return c::Guard(error, [&] {
    return c::Ask(graph, request, request_size, format, out, wire::DecodeExplainQuestion,
                  c::Explain);
  });
}

int32_t readiness_risk_graph_save(const readiness_risk_graph* graph, int32_t format,
                                  readiness_buffer** out, readiness_error** error) noexcept {
  return c::Guard(error, [&]() -> absl::Status {
    READINESS_RETURN_IF_ERROR(c::ClearOut(out));
    READINESS_ASSIGN_OR_RETURN(const wire::Encoding encoding, c::EncodingOf(format));
    return c::Shared(graph, [&](const readiness_risk_graph& shared) {
      return c::GiveBytes(wire::EncodeRiskGraph(shared.input, encoding), out);
    });
  });
}

void readiness_risk_graph_free(readiness_risk_graph* graph) noexcept { delete graph; }

}  // extern "C"
