// table/event_fields.h: the fields of telemetry from text: times, numbers, tiers, words.
//
// Each Scan gives nothing where the text is not one; the problem in words is a second question,
// asked once a file.
//
// Cost: some 10 ns each.   Threads: free functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"

#include "readiness/metric/event.h"

namespace readiness::table::internal {

// Microseconds since 1970 UTC, within metric::kFirstTime and kLastTime.
[[nodiscard]] std::optional<int64_t> ScanTime(std::string_view text);
[[nodiscard]] absl::Status TimeProblem(std::string_view column, std::string_view text);

[[nodiscard]] std::optional<double> ScanNumber(std::string_view text);
[[nodiscard]] absl::Status NumberProblem(std::string_view column, std::string_view text);

[[nodiscard]] std::optional<uint8_t> ScanTier(std::string_view text);
[[nodiscard]] absl::Status TierProblem(std::string_view text);

[[nodiscard]] std::optional<metric::EntityKind> ScanKind(std::string_view word);
[[nodiscard]] absl::Status KindProblem(std::string_view word);

[[nodiscard]] std::optional<metric::EventType> ScanEvent(metric::EntityKind kind,
                                                         std::string_view word);
[[nodiscard]] absl::Status EventProblem(metric::EntityKind kind, std::string_view word);

// Rows of kind decision and review, where they are not taken.
[[nodiscard]] absl::Status LogKindProblem(metric::EntityKind kind);
[[nodiscard]] constexpr bool IsLogKind(metric::EntityKind kind) {
  return kind == metric::EntityKind::kDecision || kind == metric::EntityKind::kReview;
}

}  // namespace readiness::table::internal
