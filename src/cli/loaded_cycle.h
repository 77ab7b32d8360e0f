// cli/loaded_cycle.h: a cycle that was read, replayed and can be asked.
//
// The engine is header-only; this is the one place of the command that compiles it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "readiness/engine/assessment.h"
#include "readiness/engine/state.h"
#include "readiness/metric/metric_reading.h"
#include "readiness/model/entry.h"

namespace readiness::engine {
class Cycle;
}

namespace readiness::cli {

// Metrics of telemetry: at as_of, at the moment to compare with, and the bytes of their states.
struct MetricInputs {
  std::vector<metric::MetricReading> readings;
  std::vector<metric::MetricReading> readings_since;
  std::vector<std::string> states;
};

class LoadedCycle {
 public:
  // Replays a log. Errors say which entry breaks which rule.
  [[nodiscard]] static absl::StatusOr<LoadedCycle> Replay(model::CycleLog log);

  LoadedCycle(LoadedCycle&& other) noexcept;
  LoadedCycle& operator=(LoadedCycle&& other) noexcept;
  ~LoadedCycle();

  // The log as the engine accepted it, every entry once.
  [[nodiscard]] const model::CycleLog& log() const;
  // The entries that were read, those that stand twice counted twice.
  [[nodiscard]] size_t read_count() const { return read_count_; }
  [[nodiscard]] absl::Time LastRecordedAt() const;
  [[nodiscard]] engine::State StateAt(absl::Time as_of) const;

  // The assessment at a moment, with the digest of its inputs.
  [[nodiscard]] absl::StatusOr<engine::Assessment> Assess(
      absl::Time as_of, std::optional<absl::Time> since = std::nullopt,
      const MetricInputs& metrics = {}) const;
  // The moment that the assessment compares with: `since`, or the last review before as_of.
  [[nodiscard]] std::optional<absl::Time> SinceAt(absl::Time as_of,
                                                  std::optional<absl::Time> since) const;

  // Accepts an entry, or says which rule it breaks and changes nothing.
  [[nodiscard]] absl::Status Append(model::Entry entry);

 private:
  LoadedCycle(std::unique_ptr<engine::Cycle> cycle, size_t read_count);

  std::unique_ptr<engine::Cycle> cycle_;
  size_t read_count_ = 0;
};

}  // namespace readiness::cli
