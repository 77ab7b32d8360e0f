#include "readiness/wire/risk_graph.h"

#include <string>
#include <string_view>
#include <vector>

#include "readiness/base/status.h"

#include "wire/message_codec.h"
#include "wire/ranking_messages.h"

namespace readiness::wire {
namespace internal {

READINESS_MESSAGE(engine, RiskNode) {
  FIELD(id);
  FIELD(probability);
  FIELD(impact);
  FIELD(is_dropped);
}

READINESS_MESSAGE(engine, RiskEdge) {
  FIELD(prerequisite);
  FIELD(dependent);
  FIELD(probability);
  FIELD(is_dropped);
}

template <>
struct Mapping<engine::RiskGraphInput> {
  static constexpr std::string_view kName = "RiskGraph";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(nodes);
    FIELD(edges);
  }
};

namespace {

// What Ranking gives.
struct GivenRanking {
  std::vector<engine::RankedRisk> risks;
  std::vector<engine::BlockedWork> blocked_work;
  std::vector<engine::Action> actions;
  std::vector<std::string> notes;
  std::vector<engine::CircularDependency> circular_dependencies;
};

}  // namespace

template <>
struct Mapping<GivenRanking> {
  static constexpr std::string_view kName = "Ranking";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(risks);
    FIELD(blocked_work);
    FIELD(actions);
    FIELD(notes);
    FIELD(circular_dependencies);
  }
};

}  // namespace internal

using engine::RiskGraphInput;
using internal::NameStyle;
using internal::Schema;

absl::StatusOr<RiskGraphInput> DecodeRiskGraph(std::string_view bytes, Encoding encoding,
                                               const Limits& limits) {
  if (bytes.empty()) return RiskGraphInput{};
  if (encoding == Encoding::kJson) {
    READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
    return internal::DecodeValueJson<RiskGraphInput>(bytes, schema->risk_graph(), limits,
                                                     internal::ElementBudget::OfRows(limits));
  }
  return internal::DecodeValue<RiskGraphInput>(bytes, NameStyle::kSnake, limits,
                                               internal::ElementBudget::OfRows(limits));
}

absl::StatusOr<std::string> EncodeRiskGraph(const RiskGraphInput& graph, Encoding encoding) {
  const bool is_json = encoding == Encoding::kJson;
  READINESS_ASSIGN_OR_RETURN(
      const std::string bytes,
      internal::EncodeValue(graph, is_json ? NameStyle::kCamel : NameStyle::kSnake));
  if (!is_json) return bytes;
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::PrintJson(bytes, schema->risk_graph(), JsonLayout::kIndented,
                             /*prints_all=*/false);
}

absl::StatusOr<std::string> EncodeRanking(const engine::GraphRanking& ranking, Encoding encoding) {
  const bool is_json = encoding == Encoding::kJson;
  READINESS_ASSIGN_OR_RETURN(
      const std::string bytes,
      internal::EncodeValue(internal::GivenRanking{ranking.risks,
                                                   ranking.blocked_work,
                                                   {},
                                                   ranking.notes,
                                                   ranking.circular_dependencies},
                            is_json ? NameStyle::kCamel : NameStyle::kSnake));
  if (!is_json) return bytes;
  READINESS_ASSIGN_OR_RETURN(const Schema* schema, Schema::Get());
  return internal::PrintJson(bytes, schema->ranking(), JsonLayout::kIndented, /*prints_all=*/true);
}

}  // namespace readiness::wire
