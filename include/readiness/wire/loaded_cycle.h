// readiness/wire/loaded_cycle.h: a cycle that can be asked, and whose assessments carry the digest
// of their inputs.
//
//   READINESS_ASSIGN_OR_RETURN(LoadedCycle cycle, LoadedCycle::Replay(*std::move(log)));
//   READINESS_ASSIGN_OR_RETURN(Assessment answer, cycle.Assess(cycle.LastRecordedAt()));
//
// The same as engine/cycle.h and engine/assess.h, behind a pointer: the engine is header-only and
// takes a minute to compile; whoever includes this header takes the one that the library has
// compiled.
//
// Errors, cost, threads: as engine/cycle.h and engine/assess.h say. For the digest the serialized
// entries are kept beside the log; an assessment hashes them.
#pragma once

#include <cstddef>
#include <cstdint>
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

namespace readiness::wire {

// Metrics of telemetry: at as_of, at the moment to compare with, and the bytes of their states.
struct MetricInputs {
  std::vector<metric::MetricReading> readings;
  std::vector<metric::MetricReading> readings_since;
  std::vector<std::string> states;
};

class LoadedCycle {
 public:
  // A cycle without entries; the first to append is cycle_opened.
  LoadedCycle();
  // Replays a log, which has entries. Errors say which entry breaks which rule.
  [[nodiscard]] static absl::StatusOr<LoadedCycle> Replay(model::CycleLog log);

  LoadedCycle(LoadedCycle&& other) noexcept;
  LoadedCycle& operator=(LoadedCycle&& other) noexcept;
  ~LoadedCycle();

  // The log as the engine accepted it, every entry once.
  [[nodiscard]] const model::CycleLog& log() const;
  // The entries that Replay was given, those that stand twice counted twice.
  [[nodiscard]] size_t read_count() const { return read_count_; }
  // When the newest entry became known; InfinitePast for a cycle without entries.
  [[nodiscard]] absl::Time LastRecordedAt() const;
  // How many entries were recorded at or before that moment.
  [[nodiscard]] size_t KnownCount(absl::Time as_of) const;
  [[nodiscard]] engine::State StateAt(absl::Time as_of) const;
  // The policy in force: the log's, or the default.
  [[nodiscard]] model::Policy PolicyAt(absl::Time as_of) const;

  // The assessment at a moment, with the digest of its inputs. `rank_draws` as in
  // engine::AssessOptions.
  [[nodiscard]] absl::StatusOr<engine::Assessment> Assess(
      absl::Time as_of, std::optional<absl::Time> since = std::nullopt,
      const MetricInputs& metrics = {}, uint32_t rank_draws = 0) const;
  // The moment that the assessment compares with: `since`, or the last review before as_of.
  [[nodiscard]] std::optional<absl::Time> SinceAt(absl::Time as_of,
                                                  std::optional<absl::Time> since) const;

  // Accepts an entry, or says which rule it breaks and changes nothing.
  [[nodiscard]] absl::Status Append(model::Entry entry);

 private:
  explicit LoadedCycle(std::unique_ptr<engine::Cycle> cycle);
  // Writes down the newest entries of the log, those that are not yet.
  [[nodiscard]] absl::Status FrameEntries();

  std::unique_ptr<engine::Cycle> cycle_;
  size_t read_count_ = 0;
  std::string framed_entries_;      // What the digest takes of the log, entry after entry.
  std::vector<size_t> frame_ends_;  // Where each ends.
};

}  // namespace readiness::wire
