#include "readiness/wire/subject.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "wire/message_codec.h"
#include "wire/subject_messages.h"

namespace readiness::wire {
namespace internal {
namespace {

// What NodeExplanation gives; the engine's value says some of it by functions.
struct GivenNode {
  std::optional<engine::RankedRisk> risk;
  std::optional<engine::RiskExplanation> risk_explanation;
  std::optional<double> probability;
  int64_t risk_count = 0;
  int64_t touchpoint_count = 0;
  double expected_loss_low = 0;
  double expected_loss_high = 0;
  std::optional<double> expected_loss;
  std::optional<double> expected_loss_error;
  std::vector<engine::CircularDependency> circular_dependencies;
  std::vector<std::string> notes;
};

GivenNode NodeOf(const engine::GraphExplanation& explained) {
  const engine::GraphRanking& ranking = explained.ranking;
  GivenNode node;
  node.risk = explained.risk;
  node.risk_explanation = explained.why;
  node.probability = explained.probability;
  node.risk_count = static_cast<int64_t>(ranking.risk_count);
  node.touchpoint_count = static_cast<int64_t>(explained.touchpoint_count);
  node.expected_loss_low = ranking.loss.low;
  node.expected_loss_high = ranking.loss.high;
  node.expected_loss = explained.expected_loss();
  if (!ranking.is_loss_exact && ranking.drawn_loss.has_value()) {
    node.expected_loss_error = ranking.drawn_loss->standard_error;
  }
  if (explained.circle.has_value()) node.circular_dependencies.push_back(*explained.circle);
  node.notes = ranking.notes;
  return node;
}

}  // namespace

template <>
struct Mapping<GivenNode> {
  static constexpr std::string_view kName = "NodeExplanation";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(risk);
    FIELD(risk_explanation);
    FIELD(probability);
    FIELD(risk_count);
    FIELD(touchpoint_count);
    FIELD(expected_loss_low);
    FIELD(expected_loss_high);
    FIELD(expected_loss);
    FIELD(expected_loss_error);
    FIELD(circular_dependencies);
    FIELD(notes);
  }
};

}  // namespace internal

absl::StatusOr<std::string> EncodeSubject(const engine::Subject& subject) {
  return internal::EncodeValue(subject, internal::NameStyle::kSnake);
}

absl::StatusOr<std::string> EncodeSubjectJson(const engine::Subject& subject, JsonLayout layout) {
  return internal::EncodeValueJson(subject, layout);
}

absl::StatusOr<engine::Subject> DecodeSubject(std::string_view bytes, const Limits& limits) {
  return internal::DecodeValue<engine::Subject>(bytes, internal::NameStyle::kSnake, limits);
}

absl::StatusOr<std::string> EncodeNodeExplanation(const engine::GraphExplanation& explained) {
  return internal::EncodeValue(internal::NodeOf(explained), internal::NameStyle::kSnake);
}

absl::StatusOr<std::string> EncodeNodeExplanationJson(const engine::GraphExplanation& explained,
                                                      JsonLayout layout) {
  return internal::EncodeValueJson(internal::NodeOf(explained), layout);
}

}  // namespace readiness::wire
