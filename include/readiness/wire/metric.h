// readiness/wire/metric.h: definitions of metrics from and to bytes, readings to JSON, and the
// identity under which states of one definition add up.
//
// What `readiness metrics` reads and prints. Reading is strict: a part of a definition that this
// version does not know would be left out of what is computed, so it is refused by name.
//
// Errors:  InvalidArgument or ResourceExhausted, naming the path of the field
//          ("definitions[0].target").
// Threads: free functions of their arguments; safe from anywhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/metric/metric_reading.h"
#include "readiness/metric/metric_state.h"
#include "readiness/model/metric_definition.h"
#include "readiness/wire/json_layout.h"
#include "readiness/wire/limits.h"

namespace readiness::wire {

// Writes and reads a serialized readiness.v1.MetricDefinitions, and its protobuf JSON.
[[nodiscard]] absl::StatusOr<std::string> EncodeMetricDefinitions(
    const model::MetricDefinitions& definitions);
[[nodiscard]] absl::StatusOr<model::MetricDefinitions> DecodeMetricDefinitions(
    std::string_view bytes, const Limits& limits = {});
[[nodiscard]] absl::StatusOr<std::string> EncodeMetricDefinitionsJson(
    const model::MetricDefinitions& definitions, JsonLayout layout = JsonLayout::kIndented);
[[nodiscard]] absl::StatusOr<model::MetricDefinitions> DecodeMetricDefinitionsJson(
    std::string_view json, const Limits& limits = {});

// Writes and reads a serialized readiness.v1.MetricReadings, and its protobuf JSON with every field
// printed.
[[nodiscard]] absl::StatusOr<std::string> EncodeMetricReadings(
    const metric::MetricReadings& readings);
[[nodiscard]] absl::StatusOr<metric::MetricReadings> DecodeMetricReadings(
    std::string_view bytes, const Limits& limits = {});
[[nodiscard]] absl::StatusOr<std::string> EncodeMetricReadingsJson(
    const metric::MetricReadings& readings, JsonLayout layout = JsonLayout::kIndented);

// SHA-256 of the serialized definition and, where only what began at or after a release is counted,
// of the release: states of two definitions do not merge. Hand in metric::DefinitionOf(spec), so
// that what is left out and what is written out as the default are one definition.
[[nodiscard]] absl::StatusOr<metric::StateIdentity> MetricIdentity(
    const model::MetricDefinition& definition, std::optional<absl::Time> release = std::nullopt);

}  // namespace readiness::wire
