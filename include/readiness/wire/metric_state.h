// readiness/wire/metric_state.h: metric states from and to bytes, each with what it means.
//
//   READINESS_ASSIGN_OR_RETURN(std::vector<DefinedState> states, DecodeMetricStates(bytes));
//   states[0].state.Merge(another_part)
//
// A readiness.v1.MetricStates, serialized or as protobuf JSON. Bytes come from outside and nothing
// in them is believed: a definition must stand by itself, the identity must be that of the
// definition, the groups must be written in their one canonical way and carry the same identity,
// and no metric may come twice.
//
// Errors:  InvalidArgument or ResourceExhausted, naming the path of the field
//          ("states[0].identity"): STATE_IDENTITY, STATE_BYTES with the byte, METRIC, DEFINITION,
//          and what wire/metric.h says of definitions.
// Cost:    linear in the bytes.
// Threads: free functions of their arguments; safe from anywhere.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/metric/metric_state.h"
#include "readiness/model/metric_definition.h"
#include "readiness/wire/json_layout.h"
#include "readiness/wire/limits.h"

namespace readiness::wire {

// A state, and what it is the state of.
struct DefinedState {
  model::MetricDefinition definition;  // As metric::DefinitionOf writes it out.
  std::optional<absl::Time> release;   // Only what began at or after it was counted.
  metric::MetricState state;
};

// The identities must be those of the definitions (wire/metric.h, MetricIdentity).
[[nodiscard]] absl::StatusOr<std::string> EncodeMetricStates(std::span<const DefinedState> states);
[[nodiscard]] absl::StatusOr<std::vector<DefinedState>> DecodeMetricStates(
    std::string_view bytes, const Limits& limits = {});
// The same as protobuf JSON; the states themselves are base64 in it.
[[nodiscard]] absl::StatusOr<std::string> EncodeMetricStatesJson(
    std::span<const DefinedState> states, JsonLayout layout = JsonLayout::kIndented);
[[nodiscard]] absl::StatusOr<std::vector<DefinedState>> DecodeMetricStatesJson(
    std::string_view json, const Limits& limits = {});

}  // namespace readiness::wire
