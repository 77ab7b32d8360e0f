#include "readiness/wire/metric_state.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "readiness/base/status.h"
#include "readiness/base/text.h"
#include "readiness/metric/metric_spec.h"
#include "readiness/wire/metric.h"

#include "wire/message_codec.h"
#include "wire/metric_definition_messages.h"

namespace readiness::wire {
namespace internal {
namespace {

// What the messages hold.
struct StoredState {
  model::MetricDefinition definition;
  std::optional<absl::Time> release;
  RawBytes identity;
  RawBytes groups;
};
struct StoredStates {
  std::vector<StoredState> states;
};

}  // namespace

template <>
struct Mapping<StoredState> {
  static constexpr std::string_view kName = "MetricState";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(definition);
    FIELD(release);
    FIELD(identity);
    FIELD(groups);
  }
};
template <>
struct Mapping<StoredStates> {
  static constexpr std::string_view kName = "MetricStates";
  template <typename Walker, typename Value>
  static void Fields(Walker& walker, Value& value) {
    FIELD(states);
  }
};

}  // namespace internal

namespace {

using base::Cat;
using internal::NameStyle;

std::string IdentityBytes(const metric::StateIdentity& identity) {
  return {reinterpret_cast<const char*>(identity.data()), identity.size()};
}

// The state whose parts were read, if they belong together.
absl::StatusOr<DefinedState> Believe(const internal::StoredState& stored, std::string_view where) {
  const auto at = [where](std::string_view field, const absl::Status& status) {
    return base::At(Cat(where, ".", field), status);
  };
  const auto spec = metric::MakeMetricSpec(stored.definition);
  if (!spec.ok()) return at("definition", spec.status());
  if (spec->metric == metric::Metric::kPredictionMatch) {
    return at(
        "definition",
        base::Invalid("METRIC", "prediction_match is computed from the log, not from a state"));
  }
  model::MetricDefinition definition = metric::DefinitionOf(*spec);
  READINESS_ASSIGN_OR_RETURN(const metric::StateIdentity identity,
                             MetricIdentity(definition, stored.release));
  if (stored.identity.bytes != IdentityBytes(identity)) {
    return at("identity",
              base::Invalid("STATE_IDENTITY",
                            Cat("these ", stored.identity.bytes.size(),
                                " bytes are not the hash of the definition and release beside "
                                "them; compute the state again")));
  }
  auto state = metric::MetricState::FromBytes(stored.groups.bytes);
  if (!state.ok()) return at("groups", state.status());
  if (state->identity() != identity) {
    return at("groups", base::Invalid("STATE_IDENTITY",
                                      "they are of another definition than the one beside them; "
                                      "compute the state again"));
  }
  return DefinedState{std::move(definition), stored.release, *std::move(state)};
}

absl::StatusOr<internal::StoredStates> Store(std::span<const DefinedState> states) {
  internal::StoredStates stored;
  for (size_t i = 0; i < states.size(); ++i) {
    const DefinedState& one = states[i];
    READINESS_ASSIGN_OR_RETURN(const metric::StateIdentity identity,
                               MetricIdentity(one.definition, one.release));
    if (one.state.identity() != identity) {
      return base::At(Cat("states[", i, "]"),
                      base::Invalid("STATE_IDENTITY",
                                    "the state was computed with another definition than the one "
                                    "beside it"));
    }
    stored.states.push_back(
        {one.definition, one.release, {IdentityBytes(identity)}, {one.state.ToBytes()}});
  }
  return stored;
}

absl::StatusOr<std::vector<DefinedState>> BelieveAll(internal::StoredStates stored) {
  std::vector<DefinedState> states;
  for (size_t i = 0; i < stored.states.size(); ++i) {
    const std::string where = Cat("states[", i, "]");
    READINESS_ASSIGN_OR_RETURN(DefinedState state, Believe(stored.states[i], where));
    stored.states[i] = {};
    const bool is_second =
        std::any_of(states.begin(), states.end(), [&](const DefinedState& other) {
          return other.definition.metric == state.definition.metric;
        });
    if (is_second) {
      return base::At(
          where, base::Invalid("DEFINITION", Cat(state.definition.metric, " comes a second time")));
    }
    states.push_back(std::move(state));
  }
  return states;
}

}  // namespace

absl::StatusOr<std::string> EncodeMetricStates(std::span<const DefinedState> states) {
  READINESS_ASSIGN_OR_RETURN(const internal::StoredStates stored, Store(states));
  return internal::EncodeValue(stored, NameStyle::kSnake);
}

absl::StatusOr<std::string> EncodeMetricStatesJson(std::span<const DefinedState> states,
                                                   JsonLayout layout) {
  READINESS_ASSIGN_OR_RETURN(const internal::StoredStates stored, Store(states));
  READINESS_ASSIGN_OR_RETURN(const std::string bytes,
                             internal::EncodeValue(stored, NameStyle::kCamel));
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  return internal::PrintJson(bytes, schema->metric_states(), layout, /*prints_all=*/false);
}

absl::StatusOr<std::vector<DefinedState>> DecodeMetricStates(std::string_view bytes,
                                                             const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(
      internal::StoredStates stored,
      internal::DecodeValue<internal::StoredStates>(bytes, NameStyle::kSnake, limits));
  return BelieveAll(std::move(stored));
}

absl::StatusOr<std::vector<DefinedState>> DecodeMetricStatesJson(std::string_view json,
                                                                 const Limits& limits) {
  READINESS_ASSIGN_OR_RETURN(const internal::Schema* schema, internal::Schema::Get());
  READINESS_ASSIGN_OR_RETURN(
      internal::StoredStates stored,
      internal::DecodeValueJson<internal::StoredStates>(json, schema->metric_states(), limits));
  return BelieveAll(std::move(stored));
}

}  // namespace readiness::wire
